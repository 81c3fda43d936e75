// Programs that nobody here has written, started for a test and ended after it.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/** Those of these programs that are not installed. */
export function missing(...programs) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return programs.filter((program) => !folders.some((folder) => isProgram(join(folder, program))))
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Skips all tests of a file where a program is not there. */
export function skipWithout(test, ...programs) {
  const absent = missing(...programs)
  test.skip(
    absent.length > 0,
    `${absent.join(', ')} not found: on Debian 12 run scripts/setup.sh peers`,
  )
}

/** A port that nobody else uses. Nobody keeps it until its program has opened it. */
export async function freePort(host, kind = 'tcp') {
  const socket = kind === 'tcp' ? createServer() : createSocket('udp4')
  if (kind === 'tcp') socket.listen(0, host)
  else socket.bind(0, host)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Asks again and again until there is an answer; false and what is thrown are none. */
export async function eventually(what, ask, limit = 60_000) {
  const end = Date.now() + limit
  let last = 'no'
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await sleep(50)
  }
  throw new Error(`${what}: not within ${limit / 1000} s (${last})`)
}

export class Processes {
  /** What they have said, oldest first. */
  log = []
  #children = []
  #folder

  /** A folder of their own, which goes with them. */
  get folder() {
    return (this.#folder ??= mkdtempSync(join(tmpdir(), 'sluice-peer-')))
  }

  start(program, args, options = {}) {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: this.folder,
      ...options,
      env: { ...process.env, ...options.env },
    })
    const peer = { child, lines: [], ended: false }
    this.#children.push(peer)
    const note = (line) => {
      peer.lines.push(line)
      this.log.push(`${program}[${child.pid}] ${line}`)
    }
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', note)
    const gone = (how) => {
      peer.ended = true
      note(how)
    }
    child.on('error', (error) => gone(`could not be started: ${error.message}`))
    child.on('exit', (code, signal) => gone(`has ended: ${signal ?? code}`))
    return peer
  }

  /** What a pattern finds in the lines of a program. */
  async said(peer, pattern, limit = 60_000) {
    const find = () => {
      for (const line of peer.lines) {
        const match = pattern.exec(line)
        if (match) return match
      }
      return null
    }
    const heard = () => find() ?? (peer.ended && 'ended')
    const found = await eventually(`a line like ${pattern}`, heard, limit).catch(() => 'late')
    // What it said last may have come in the same moment.
    const match = typeof found === 'string' ? find() : found
    if (!match) throw new Error(`${found}, no line like ${pattern}:\n${peer.lines.join('\n')}`)
    return match
  }

  async end({ child, ended }, limit = 5_000) {
    if (ended) return
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    const last = setTimeout(() => child.kill('SIGKILL'), limit)
    await exit
    clearTimeout(last)
  }

  async stop() {
    await Promise.all(this.#children.map((peer) => this.end(peer)))
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true })
  }
}
