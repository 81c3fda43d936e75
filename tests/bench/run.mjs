// npm run bench [-- <bench>] [-- --runs N]: measures, and asserts nothing.
//   connect (default)  how long connecting takes, and the first frame, next to a plain client
//   field              the same beside the field's clients, by the delay of the network
//   roundtrips         how often each client waits for the stream manager's answer
//   recovery           how long until a stream is back after something died; real kills
//   roam               the same after the user's own network has changed
//   ended              when a player hears that its stream is over
//   load               how long a script tag takes to a usable client
//   newcomer           from a clone, and from the package, to a picture
//   calm               what the stall watcher takes for a stall where there is none
//   loss               the same where packets are lost
//   watch              what recovery costs while all is well: main thread, timers, getStats()
//   soak               what is left after many restarts of the cluster's nodes
const benches = [
  'connect',
  'field',
  'roundtrips',
  'load',
  'newcomer',
  'recovery',
  'roam',
  'ended',
  'calm',
  'loss',
  'watch',
  'soak',
]

const [given] = process.argv.slice(2)
const bench = given === undefined || given.startsWith('--') ? benches[0] : given
if (benches.includes(bench)) {
  await import(`./${bench}.mjs`)
} else {
  console.error(`There is no bench "${bench}"; there are: ${benches.join(', ')}.`)
  process.exitCode = 1
}
