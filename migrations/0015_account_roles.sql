-- What the operator's own services let somebody do: names in the syntax of scope tokens, separated by single spaces.
ALTER TABLE accounts ADD COLUMN roles TEXT NOT NULL DEFAULT '';
