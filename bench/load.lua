-- One caller: the same request over and over, each to a sequence of its own.
local method, path, body, key, customers = "", "", "", "", 1
local count = 0
local threads = {}
wrong = 0

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   method, path, key, customers = args[1], args[2], args[3], tonumber(args[4])
   body = args[6] or ""
   math.randomseed(os.time())
   count = math.random(1, 1000000)
   if args[5] == "strict" then
      -- wrk itself counts what is over 399 only.
      function response(status)
         if status < 200 or status > 299 then wrong = wrong + 1 end
      end
   end
end

function request()
   count = count + 1
   local headers = {
      ["content-type"] = "application/json",
      ["x-api-key"] = key,
      ["x-customer-id"] = "customer-" .. (count * 7919 % customers),
      ["x-provider-name"] = "outreach",
   }
   local target = path:gsub("SEQUENCE", tostring(100000 + count % 50000))
   if method == "GET" then return wrk.format(method, target, headers) end
   return wrk.format(method, target, headers, body)
end

function done(summary, latency, _)
   local function ms(share) return latency:percentile(share) / 1000 end
   local failed = summary.errors.status + summary.errors.read + summary.errors.write
      + summary.errors.timeout + summary.errors.connect
   for _, thread in ipairs(threads) do failed = failed + thread:get("wrong") end
   io.write(string.format(
      'RESULT {"answers": %d, "seconds": %.6f, "p50": %.4f, "p90": %.4f, "p99": %.4f,'
         .. ' "worst": %.4f, "failed": %d}\n',
      summary.requests, summary.duration / 1e6, ms(50), ms(90), ms(99), latency.max / 1000,
      failed))
end
