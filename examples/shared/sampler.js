// Asks a peer connection for its statistics once a second, while the session is live.

const periodMs = 1000

export class Sampler {
  #turn = 0
  #timer

  /**
   * @param {() => RTCPeerConnection | null} connection asked anew each time: a session that recovers
   *   may come back with another connection
   * @param {(report: RTCStatsReport, before?: object) => object} read from stats.js
   * @param {(sample: object) => void} onSample
   */
  start(connection, read, onSample) {
    this.stop()
    const turn = ++this.#turn
    let before
    const ask = async () => {
      try {
        const report = await connection()?.getStats()
        if (turn !== this.#turn) return
        if (report) {
          before = read(report, before)
          onSample(before)
        }
      } catch {
        // The connection closed between the question and the answer; the session says so itself.
      }
      if (turn === this.#turn) this.#timer = setTimeout(ask, periodMs)
    }
    ask()
  }

  stop() {
    this.#turn++
    clearTimeout(this.#timer)
  }
}
