// Where packets of this page may leave from: what tells that the network is another one. Browsers do
// not say so where a VPN comes or goes, or where a second network was up before.
const patienceMs = 500

/** The places in `NetworkChange`. */
const none = 0
const more = 1
const lost = 2

/** This machine's own, or the names that a browser gives in their place. */
function* ownOf({ type, address }: RTCIceCandidate): Generator<string> {
  if (type === 'host' && address) yield address
}

/** Those that the candidates of a connection have shown. */
export class Addresses {
  #found = new Set<string>()
  #ufrag: string | null = null // that they were found for

  add(candidate: RTCIceCandidate): void {
    // A restart looks for all of them again.
    if (this.#ufrag !== candidate.usernameFragment) this.#found = new Set()
    this.#ufrag = candidate.usernameFragment
    for (const address of ownOf(candidate)) this.#found.add(address)
  }

  /** What has become of them; undefined where that cannot be known. */
  async change(): Promise<number | undefined> {
    const found = this.#found
    const now = await addressesNow().catch(() => found)
    const lacks = (others: Set<string>) => (address: string) => !others.has(address)
    if (!found.size) return undefined
    return [...found].some(lacks(now)) ? lost : [...now].some(lacks(found)) ? more : none
  }
}

/** By a connection that leads nowhere. */
async function addressesNow(): Promise<Set<string>> {
  const found = new Set<string>()
  const probe = new RTCPeerConnection()
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    probe.createDataChannel('')
    const gathered = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs)
      probe.addEventListener('icecandidate', ({ candidate }) => {
        if (!candidate) return resolve()
        for (const address of ownOf(candidate)) found.add(address)
      })
    })
    await probe.setLocalDescription()
    await gathered
  } finally {
    clearTimeout(timer)
    probe.close()
  }
  return found
}
