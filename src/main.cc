// argv becomes a verb; nothing else happens here.
#include "cli/run.h"

int main(int argc, char** argv) { return signet::cli::run(argc, argv); }
