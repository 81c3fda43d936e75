// What a client has muted. That is the client's, whenever it was said, until it is taken back, and
// whatever streams come and go meanwhile.

type Kind = 'audio' | 'video'

export class Mutes {
  readonly #kinds = new Set<Kind>()
  readonly #silenced = new Set<MediaStreamTrack>() // what was switched off here

  get kinds(): readonly Kind[] {
    return [...this.#kinds]
  }

  set(kind: Kind, muted: boolean): void {
    if (muted) this.#kinds.add(kind)
    else this.#kinds.delete(kind)
  }

  /** Switches off what is muted in this stream. */
  silence(stream: MediaStream | undefined): void {
    for (const track of stream?.getTracks() ?? []) {
      if (!track.enabled || !this.#kinds.has(track.kind as Kind)) continue
      track.enabled = false
      this.#silenced.add(track)
    }
  }

  /** Switches on what is of this kind: of this stream, and of those that it has replaced. */
  restore(kind: Kind, stream: MediaStream | undefined): void {
    for (const track of [...this.#silenced, ...(stream?.getTracks() ?? [])]) {
      if (track.kind !== kind) continue
      track.enabled = true
      this.#silenced.delete(track)
    }
  }
}
