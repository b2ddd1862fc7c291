-- wrk asks for the addresses of the file PATHS in turn, and in the end prints what it measured as JSON. Each request comes
-- from a network of its own (RFC 2544), as those of many readers do, or limits for one of them would answer.
local paths, place, sender = {}, 0, 0
for line in io.lines(os.getenv("PATHS")) do
  paths[#paths + 1] = line
end

function request()
  place = place % #paths + 1
  sender = (sender + 1) % 65536
  wrk.headers["X-Forwarded-For"] = string.format("198.18.%d.%d", math.floor(sender / 256), sender % 256)
  return wrk.format("GET", paths[place])
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "p50": %f, "p95": %f, "p99": %f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout
  ))
end
