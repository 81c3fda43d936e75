// @ts-check

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./messages.js').Message} Message */

/** A stream as one node has it. */
export class Stream {
  /** @type {import('./source_track.js').SourceTrack[]} */
  sources = []
  /** Players, and at an origin the pulls of edges too. @type {Set<Session>} */
  players = new Set()
  /** What players hear of it: what its publisher has said, and what it sends. @type {Message} */
  metadata = {}

  /**
   * @param {string} name as streamIn() makes it
   * @param {Session} upstream where it comes from: a publisher, or a pull from an origin
   */
  constructor(name, upstream) {
    this.name = name
    this.upstream = upstream
  }

  /** To everybody who plays it; an edge passes it on to its own players. @param {Message} message */
  tellPlayers(message) {
    if (message.type === 'metadata' && message.method === 'onMetaData')
      this.metadata = { ...this.metadata, ...message.data }
    for (const player of this.players) player.messenger.tell(message)
  }

  /** Which kinds of media come, in the words of the field. */
  get streamingMode() {
    const kinds = this.sources.filter(({ muted }) => !muted).map(({ kind }) => kind)
    const words = [kinds.includes('video') && 'Video', kinds.includes('audio') && 'Audio']
    return words.filter(Boolean).join('/') || 'Empty'
  }

  /** As onMetaData. */
  describe() {
    const data = { streamingMode: this.streamingMode, ...this.metadata }
    return { type: 'metadata', method: 'onMetaData', data }
  }

  /** To the publisher; an edge passes it on to the origin. @param {Message} message */
  tellPublisher(message) {
    return this.upstream.messenger.tell(message)
  }
}
