-- What wrk sends. Each wrk thread runs this file on its own and has one connection, so its requests form a chain: the
-- answer to one decides the next. Arguments after "--": scenario, client_id, client_secret, redirect_uri, cookie, folder.
--
-- `mint` writes the access tokens that it gets into the folder, one file for each thread; `gateway_new` shows each of them once,
-- `gateway` one of them always.

local VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
local CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

local scenario, client, secret, redirect_uri, cookie
local code, refresh_token
local threads = {}
local minted, tokens, shown

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local function escape(text)
  return (text:gsub("[^%w%-%._~]", function(c) return string.format("%%%02X", c:byte()) end))
end

function init(args)
  scenario, client, secret, redirect_uri, cookie = args[1], args[2], args[3], args[4], args[5]
  done_flows, failures, first_failure = 0, 0, ""
  local file = args[6] and args[6] .. "/tokens." .. number
  if scenario == "mint" then minted = assert(io.open(file, "w")) end
  if scenario:match("^gateway") then
    tokens, shown = {}, 0
    for token in io.lines(file) do tokens[#tokens + 1] = token end
  end
end

local function verify_request()
  shown = scenario == "gateway" and 1 or shown + 1
  -- Whoever has none left asks without: that is a failure, and counts as one.
  return wrk.format("GET", "/gateway/verify", tokens[shown] and {["Authorization"] = "Bearer " .. tokens[shown]} or {})
end

local function token_request(body)
  body = body .. "&client_id=" .. client .. "&client_secret=" .. secret
  return wrk.format("POST", "/oauth2/token", {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end

local function authorize_request()
  return wrk.format("GET", "/oauth2/authorize?response_type=code&scope=openid&state=s&nonce=n&client_id=" .. client .. "&redirect_uri=" ..
    escape(redirect_uri) .. "&code_challenge_method=S256&code_challenge=" .. CHALLENGE, {["Cookie"] = cookie})
end

local function redeem_request()
  return token_request("grant_type=authorization_code&code_verifier=" .. VERIFIER .. "&redirect_uri=" .. escape(redirect_uri) ..
    "&code=" .. escape(code))
end

function request()
  if scenario == "discovery" then return wrk.format("GET", "/.well-known/openid-configuration") end
  if scenario == "jwks" then return wrk.format("GET", "/oauth2/jwks") end
  if tokens then return verify_request() end
  if scenario == "client_credentials" or scenario == "mint" then return token_request("grant_type=client_credentials") end
  if scenario == "refresh" and refresh_token then
    return token_request("grant_type=refresh_token&refresh_token=" .. escape(refresh_token))
  end
  if code then return redeem_request() end
  return authorize_request()
end

local function fail(status, body)
  failures = failures + 1
  if first_failure == "" then first_failure = status .. " " .. tostring(body):sub(1, 200) end
  code, refresh_token = nil, nil
end

function response(status, headers, body)
  if minted and status == 200 then minted:write(body:match('"access_token":"([^"]+)"'), "\n") end
  if scenario == "discovery" or scenario == "jwks" or scenario == "client_credentials" or minted or tokens then
    if status == 200 then done_flows = done_flows + 1 else fail(status, body) end
    return
  end
  if status == 302 then
    local location = headers["Location"] or headers["location"] or ""
    code = location:match("[?&]code=([^&]+)")
    if not code then fail(status, location) end
    return
  end
  if status ~= 200 then return fail(status, body) end
  if scenario == "refresh" then
    if refresh_token then done_flows = done_flows + 1 end
    refresh_token = body:match('"refresh_token":"([^"]+)"')
  else
    done_flows = done_flows + 1
  end
  code = nil
end

function done(summary, latency, requests)
  local flows, failed, why = 0, 0, ""
  for _, thread in ipairs(threads) do
    flows = flows + thread:get("done_flows")
    failed = failed + thread:get("failures")
    if why == "" then why = thread:get("first_failure") end
  end
  io.write(string.format("RESULT %.1f %.2f %.2f %d %s\n", flows / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, failed, why))
end
