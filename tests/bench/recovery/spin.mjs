// A thread that is busy half of the time.
const BUSY_MS = 50

for (;;) {
  const until = performance.now() + BUSY_MS
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, BUSY_MS))
}
