// npm start: the local cluster and the example pages, from the committed dist/. Needs no compiler.
// Options go behind --, e.g. npm start -- --edges 3; see examples/cluster/README.md.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cluster = join(root, 'examples/cluster')

// npm writes this file last, so it is there only behind a complete installation.
const installed = join(cluster, 'node_modules/.package-lock.json')
const lock = join(cluster, 'package-lock.json')
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.error('Installing the cluster, once ...')
  const { status } = spawnSync('npm', ['ci', '--prefix', cluster, '--ignore-scripts', '--silent'], {
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) {
    console.error('npm could not install what examples/cluster needs; its own message is above.')
    process.exit(1)
  }
}

const child = spawn(process.execPath, [join(cluster, 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// A terminal signals the whole group, others only this process: the cluster ends either way.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
// npm runs this behind a shell, which passes no signal on when it is ended itself.
const parent = process.ppid
const orphaned = () => process.ppid !== parent && child.kill('SIGTERM')
setInterval(orphaned, 300).unref()
child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
