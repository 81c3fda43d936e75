// Network namespaces of our own beside this one, where the cluster is. They need root, and end with
// their shells, whatever ends the program that made them.
//
// A browser's namespace has no loopback, so that 127.0.0.0/8 can be routed like any other network:
// the cluster needs no other addresses than it always has, and http://127.0.0.1 stays a secure
// context.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Addresses and names that another bench on this machine does not use. */
export const net = `10.${200 + (process.pid % 50)}.${process.pid % 251}`

/** Whether this machine and its user can make any. */
export function canIsolate() {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export class Namespace {
  #shell = spawn('unshare', ['--net', 'sh'], { stdio: ['pipe', 'pipe', 'inherit'] })
  #folder
  #lines = createInterface({ input: this.#shell.stdout })

  /** `unshare` becomes the shell, so this is the shell's. */
  get pid() {
    return this.#shell.pid
  }

  /** Resolves when the commands have ended; any failure ends the namespace. */
  async run(...commands) {
    this.#shell.stdin.write(`set -e\n${commands.join('\n')}\necho done\n`)
    const heard = new AbortController()
    const next = (emitter, event) => once(emitter, event, { signal: heard.signal })
    const [line] = await Promise.race([next(this.#lines, 'line'), next(this.#shell, 'exit')])
    heard.abort()
    if (line !== 'done') throw new Error(`"${commands.join('; ')}" failed`)
  }

  /** A program that starts `command` in here, for Playwright. */
  wrap(command) {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'sluice-net-'))
    const script = join(this.#folder, 'browser.sh')
    writeFileSync(
      script,
      `#!/bin/sh\nexec nsenter --net=/proc/${this.pid}/ns/net ${command} "$@"\n`,
      {
        mode: 0o755,
      },
    )
    return script
  }

  end() {
    this.#shell.stdin.end()
    if (this.#folder) rmSync(this.#folder, { recursive: true })
  }
}

/** Of the two ends of a cable. */
const [here, there] = ['02:00:00:00:00:01', '02:00:00:00:00:02']

/**
 * A cable from here to `router`, which is given the other end, and all of `far` to look after. Its
 * end here is where the router finds 127.0.0.0/8. It has no address: browsers in this namespace would
 * take that for a way of their own, and lose it at the test's end. What is bound to none sends from
 * 127.0.0.1.
 */
export async function connectRouter(router, far) {
  await router.run(':')
  const device = `sluice${process.pid}`
  const ip = (command) => execFileSync('ip', command.split(' '))
  const end = `name near0 address ${there} netns ${router.pid}`
  ip(`link add ${device} address ${here} type veth peer ${end}`)
  ip(`link set ${device} addrgenmode none up`)
  writeFileSync(`/proc/sys/net/ipv4/conf/${device}/route_localnet`, '1')
  ip(`neigh add ${net}.2 lladdr ${there} dev ${device}`)
  ip(`route add ${far} via ${net}.2 dev ${device} onlink src 127.0.0.1`)
  await router.run(
    `ip addr add ${net}.2/30 dev near0`,
    'ip link set near0 up',
    `ip neigh add ${net}.1 lladdr ${here} dev near0`,
    routeLoopback('near0'),
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    `ip route add 127.0.0.0/8 via ${net}.1`,
  )
}

/** Lets packets to and from 127.0.0.0/8 pass, which are otherwise taken for forged ones. */
export const routeLoopback = (device) => `echo 1 > /proc/sys/net/ipv4/conf/${device}/route_localnet`
