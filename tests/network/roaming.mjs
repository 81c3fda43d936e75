// A browser with two ways to this machine's loopback, of which it may lose one and get another, as a
// phone does.
//
//            +--  wifi  --+
//   browser  |            |  router  --  this namespace, where the cluster is
//            +-- mobile --+
//
// What comes by a way that it did not go is dropped, as in the networks of providers.
import { connectRouter, Namespace, net, routeLoopback } from './namespace.mjs'

const ways = {
  wifi: { router: `${net}.5`, browser: `${net}.6` },
  mobile: { router: `${net}.9`, browser: `${net}.10` },
}

export class Roaming {
  #browser = new Namespace()
  #router = new Namespace()

  /** With Wi-Fi. */
  static async start() {
    const roaming = new Roaming()
    await roaming.#start()
    return roaming
  }

  async #start() {
    await Promise.all([this.#browser.run(':'), connectRouter(this.#router, `${net}.0/28`)])
    for (const [name, { router, browser }] of Object.entries(ways)) {
      await this.#router.run(
        `ip link add ${name} type veth peer name ${name} netns ${this.#browser.pid}`,
        `ip addr add ${router}/30 dev ${name}`,
        `ip link set ${name} up`,
        routeLoopback(name),
        `ip route add blackhole ${browser}/32`,
      )
    }
    await this.#router.run('for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 1 > $f; done')
    await this.enter('wifi')
  }

  /** A program that starts `command` with the browser's ways, for Playwright. */
  wrap(command) {
    return this.#browser.wrap(command)
  }

  /** It becomes the way to everything; one that is up stays. */
  async enter(name) {
    const { router, browser } = ways[name]
    await this.#router.run(`ip route del blackhole ${browser}/32 2>/dev/null || true`)
    await this.#browser.run(
      `ip addr replace ${browser}/30 dev ${name}`,
      `ip link set ${name} up`,
      routeLoopback(name),
      `ip route replace default via ${router}`,
      `ip route replace 127.0.0.0/8 via ${router}`,
    )
  }

  /** Without a word to anybody at the other end; another one that is up takes its place. */
  async leave(name) {
    const [other] = Object.keys(ways).filter((each) => each !== name)
    await this.#router.run(`ip route replace blackhole ${ways[name].browser}/32`)
    await this.#browser.run(
      `ip link set ${name} down`,
      `ip addr flush dev ${name}`,
      `if ip route add default via ${ways[other].router} 2>/dev/null; then`,
      `  ip route replace 127.0.0.0/8 via ${ways[other].router}; fi`,
    )
  }

  /** Wi-Fi alone, as at the start. */
  async reset() {
    await this.enter('wifi')
    await this.leave('mobile')
  }

  stop() {
    this.#browser.end()
    this.#router.end()
  }
}
