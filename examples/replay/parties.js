// Who an input comes from, and who an effect goes to. The names are the core's: those of its variants
// (src/recording/names.hpp), which a test holds these lists against.

export const inputs = {
  app: [
    ...['ConnectCalled', 'StartCalled', 'StopCalled', 'SendCalled', 'ServerCalled', 'MuteCalled'],
    ...['LogCalled', 'PolicyAnswered', 'TokenGiven', 'RetryCalled', 'StopRecoveryCalled'],
  ],
  server: [
    ...['HttpAnswered', 'HttpFailed', 'SocketOpened', 'SocketMessage', 'SocketClosed'],
    ...['ChannelOpened', 'ChannelMessage', 'ChannelFailed', 'ChannelClosed'],
  ],
  browser: [
    ...['PageHidden', 'PageShown', 'VisibilityChanged', 'MediaReady', 'MediaFailed', 'MediaEnded'],
    ...['MediaInterrupted', 'MediaReopened', 'MediaHoped', 'OfferCreated', 'AnswerCreated'],
    ...['DescriptionApplied', 'PeerRefused', 'CandidateGathered', 'GatheringFinished'],
    ...['PeerStateChanged', 'TrackArrived', 'StatsSampled', 'OnlineChanged', 'NetworkChanged'],
    ...['NetworkLooked', 'PlaybackBlocked'],
  ],
  timer: ['Timeout'],
}

export const effects = {
  app: ['Emit', 'Settle', 'Log', 'ShowOptions', 'ShowAttempt', 'AskPolicy', 'AskToken'],
  server: ['SendHttp', 'AbortHttp', 'OpenSocket', 'SendSocket', 'CloseSocket', 'SendChannel'],
  browser: [
    ...['AcquireMedia', 'ReleaseMedia', 'ReopenMedia', 'OpenPeer', 'ClosePeer', 'StopSending'],
    ...['CreateOffer', 'CreateAnswer', 'RollBack', 'ApplyLocal', 'ApplyRemote', 'UseIceServers'],
    ...['AddCandidate', 'LookAtNetwork', 'SampleStats', 'AttachView', 'DetachView', 'PlayView'],
  ],
}

/** Of a line's first word; `browser` for one that a newer core has. */
export const sourceOf = partyBy(inputs)
export const targetOf = partyBy(effects)

function partyBy(lists) {
  const parties = new Map(
    Object.entries(lists).flatMap(([party, names]) => names.map((name) => [name, party])),
  )
  return (text) => parties.get(firstWord(text)) ?? 'browser'
}

export function firstWord(text) {
  const end = text.indexOf(' ')
  return end < 0 ? text : text.slice(0, end)
}
