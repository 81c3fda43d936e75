// A network of our own between a browser and this machine's loopback: two more network namespaces,
// the browser's and, between it and us, that of a router which can lose everything without a word.
// Needs root, as namespaces do. They and their cables end with their shells, whatever ends the bench.
//
//   browser (no loopback)  --  router  --  this namespace, where the cluster is
//
// The browser has no loopback, so 127.0.0.0/8 can be routed like any other network: the cluster needs
// no other addresses than it always has, and http://127.0.0.1 stays a secure context.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

class Namespace {
  #shell = spawn('unshare', ['--net', 'sh'], { stdio: ['pipe', 'pipe', 'inherit'] })
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

  end() {
    this.#shell.stdin.end()
  }
}

/** Lets packets to and from 127.0.0.0/8 pass, which are otherwise taken for forged ones. */
const routeLoopback = (device) => `echo 1 > /proc/sys/net/ipv4/conf/${device}/route_localnet`

export class Link {
  #browser = new Namespace()
  #router = new Namespace()
  // Addresses and names that another bench on this machine does not use.
  #net = `10.${200 + (process.pid % 50)}.${process.pid % 251}`
  #holes = []
  #folder = mkdtempSync(join(tmpdir(), 'sluice-link-'))

  static async start() {
    const link = new Link()
    await link.#start()
    return link
  }

  async #start() {
    const far = `${this.#net}.4/30`
    const [ours, routerNear, routerFar, browser] = [1, 2, 5, 6].map(
      (host) => `${this.#net}.${host}`,
    )
    const device = `sluice${process.pid}`
    await Promise.all([this.#browser.run(':'), this.#router.run(':')])
    const ip = (...args) => execFileSync('ip', args)
    ip(...`link add ${device} type veth peer name near0 netns ${this.#router.pid}`.split(' '))
    ip(...`addr add ${ours}/30 dev ${device}`.split(' '))
    ip(...`link set ${device} up`.split(' '))
    writeFileSync(`/proc/sys/net/ipv4/conf/${device}/route_localnet`, '1')
    ip(...`route add ${far} via ${routerNear}`.split(' '))
    await this.#router.run(
      `ip link add far0 type veth peer name eth0 netns ${this.#browser.pid}`,
      `ip addr add ${routerNear}/30 dev near0`,
      `ip addr add ${routerFar}/30 dev far0`,
      'ip link set near0 up',
      'ip link set far0 up',
      routeLoopback('near0'),
      routeLoopback('far0'),
      'echo 1 > /proc/sys/net/ipv4/ip_forward',
      `ip route add 127.0.0.0/8 via ${ours}`,
    )
    await this.#browser.run(
      `ip addr add ${browser}/30 dev eth0`,
      'ip link set eth0 up',
      routeLoopback('eth0'),
      `ip route add default via ${routerFar}`,
      `ip route add 127.0.0.0/8 via ${routerFar}`,
    )
    // More specific than the routes that carry everything, and they answer nothing.
    this.#holes = ['127.0.0.0/9', `${browser}/32`]
  }

  /** A program that starts `command` at the other end, for Playwright. */
  wrap(command) {
    const script = join(this.#folder, 'browser.sh')
    const namespace = `/proc/${this.#browser.pid}/ns/net`
    writeFileSync(script, `#!/bin/sh\nexec nsenter --net=${namespace} ${command} "$@"\n`, {
      mode: 0o755,
    })
    return script
  }

  /** From now on every packet is lost, in both directions; both ends see a link that is up. */
  cut() {
    return this.#router.run(...this.#holes.map((hole) => `ip route add blackhole ${hole}`))
  }

  mend() {
    return this.#router.run(...this.#holes.map((hole) => `ip route del blackhole ${hole}`))
  }

  stop() {
    this.#browser.end()
    this.#router.end()
    rmSync(this.#folder, { recursive: true })
  }
}
