"""How far back Redis remembers."""

from typing import Final

CLOCKS_DIFFER_MS: Final = 60_000
"""The clocks of Redis and of the processes are this close to each other."""

MEMORY_SINCE: Final = """
local function memory_since(key, ttl)
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  local kept = redis.call('GET', key)
  if not kept or string.sub(kept, 1, #run) ~= run then
    local now = redis.call('TIME')
    kept = run .. ' ' .. string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
  end
  redis.call('SET', key, kept, 'PX', ttl)
  return tonumber(string.sub(kept, #run + 2))
end
"""
"""Defines a function for scripts: since when, in milliseconds since the epoch, everything written under some
prefix is there. It begins anew when Redis was started or emptied: what it then has from its disk may lack the
last that was written. What is under the key names the run of Redis and the moment."""
