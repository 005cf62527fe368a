# A short program for lua.
cat > prog.lua <<'END'
local t = {}
for w in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do t[#t + 1] = w end
table.sort(t); print(table.concat(t, " "))
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
print(fib(20), 10 // 3, 2^0.5, math.pi, 1e300 * 1e10, string.format("%5.3f|%x|%q", 1 / 3, 255, "a\nb"))
local f = assert(io.open("data", "w")); for i = 1, 5 do f:write(i * i, "\n") end f:close()
local sum = 0 for line in io.lines("data") do sum = sum + tonumber(line) end print(sum)
print(pcall(error, { 1 }) , select("#", table.unpack({ 1, nil, 3 }, 1, 3)))
local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) print(co(), co(), co())
print(os.getenv("NOTHING"), os.time({ year = 2000, month = 1, day = 1, hour = 12 }), os.rename("data", "d2"), os.remove("d2"))
local p = io.popen("echo from a pipe") print(p:read("l")) p:close()
END
TZ=UTC0 /x/lua prog.lua
