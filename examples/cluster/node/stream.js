// @ts-check

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./messages.js').Message} Message */

/** A stream as one node has it. */
export class Stream {
  /** @type {import('./source_track.js').SourceTrack[]} */
  sources = []
  /** Players, and at an origin the pulls of edges too. @type {Set<Session>} */
  players = new Set()

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
    for (const player of this.players) player.messenger.tell(message)
  }

  /** To the publisher; an edge passes it on to the origin. @param {Message} message */
  tellPublisher(message) {
    return this.upstream.messenger.tell(message)
  }
}
