// npm run bench [-- <bench>] [-- --runs N]: measures, and asserts nothing.
//   connect (default)  how long connecting takes, and the first frame, next to a plain client
//   roundtrips         how often each client waits for the stream manager's answer
const benches = ['connect', 'roundtrips']

const [given] = process.argv.slice(2)
const bench = given === undefined || given.startsWith('--') ? benches[0] : given
if (benches.includes(bench)) {
  await import(`./${bench}.mjs`)
} else {
  console.error(`There is no bench "${bench}"; there are: ${benches.join(', ')}.`)
  process.exitCode = 1
}
