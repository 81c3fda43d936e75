// Where the time of a recovery goes: the moments on its way, from what the page has noted.

/** The last note like this until `limit`, and after the loss. */
function last(notes, what, zero, limit) {
  return notes.findLast((note) => note.what === what && note.at > zero && note.at <= limit)?.at
}

function ofPeer(notes, what, peer) {
  return notes.find((note) => note.what === what && note.peer === peer)?.at
}

/**
 * The steps, each with the ms since the one before; what cannot be told is left out, and its time
 * is counted to the next.
 */
function lengths(zero, moments) {
  const steps = {}
  let before = zero
  for (const [name, at] of Object.entries(moments)) {
    if (at === undefined || at < before) continue
    steps[name] = at - before
    before = at
  }
  return steps
}

function negotiation(notes, peer, zero) {
  const made = ofPeer(notes, 'peer made', peer)
  const described = ofPeer(notes, 'peer described', peer)
  const attempt = last(notes, 'attempt', zero, described)
  return {
    noticed: notes.find(({ what, at }) => what === 'noticed' && at > zero)?.at,
    attempt,
    // A lookup may have been answered before the peer is made, or in the course of it.
    'looked up': last(notes, 'lookup answered', attempt ?? zero, described),
    'socket open': last(notes, 'socket open', attempt ?? made, described),
    described,
    connected: ofPeer(notes, 'peer connected', peer),
  }
}

/** @returns {Record<string, number>} */
export function playerSteps(notes, frame, zero) {
  return lengths(zero, { ...negotiation(notes, frame.peer, zero), frame: frame.at })
}

/** @returns {Record<string, number>} */
export function publisherSteps(notes, connected, zero, live) {
  return lengths(zero, { ...negotiation(notes, connected.peer, zero), live })
}
