-- One caller of Segue: the same request over and over, each to a sequence of its own.
local method, path, body, key, customers = "", "", "", "", 1
local count, failed = 0, 0

function init(args)
   method, path, key, customers = args[1], args[2], args[3], tonumber(args[4])
   body = args[5] or ""
   count = math.random(1, 1000000)
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
   io.write(string.format(
      'RESULT {"requests": %d, "seconds": %.6f, "p50": %.4f, "p90": %.4f, "p99": %.4f, "failed": %d}\n',
      summary.requests, summary.duration / 1e6, ms(50), ms(90), ms(99),
      summary.errors.status + summary.errors.read + summary.errors.write
         + summary.errors.timeout + summary.errors.connect))
end
