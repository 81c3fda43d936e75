// The names of all events, as the field's pages know them.

const recoveryEvents = {
  /** Something is lost, and `recovery` is on. Data of all four: {@link RecoveryState}. */
  RECONNECT_START: 'Reconnect.Start',
  /** An attempt was decided on, and begins in `delay` ms. */
  RECONNECT_ATTEMPT: 'Reconnect.Attempt',
  /** The stream is back. Its data's `kept` tells whether the old session has woken up by itself. */
  RECONNECT_SUCCESS: 'Reconnect.Success',
  /**
   * It has given up; the events that tell of the end follow. Its data's `error` has the last reason.
   */
  RECONNECT_FAILURE: 'Reconnect.Failure',
} as const

/** Events of every publisher. */
export const PublisherEventTypes = Object.freeze({
  ...recoveryEvents,
  /** The server has let us in. Data: where, without the query. */
  CONNECT_SUCCESS: 'Connect.Success',
  /** The start has failed; its call rejects with the same. Data: the SluiceError. */
  CONNECT_FAILURE: 'Connect.Failure',
  /** Media may flow, and messages can be sent. No data. */
  PUBLISH_START: 'Publish.Start',
  /** The server has refused the stream, or it was lost while live. Data: the SluiceError. */
  PUBLISH_FAIL: 'Publish.Fail',
  /** The name is taken, or cannot be published under. Data: the SluiceError. */
  PUBLISH_INVALID_NAME: 'Publish.InvalidName',
  /** `unpublish()` has ended the session. No data. */
  UNPUBLISH_SUCCESS: 'Unpublish.Success',
  /** The server tells of the stream. Data: as it says. */
  PUBLISH_METADATA: 'Publish.Metadata',
  /** A notice of the server's, as it came, or one of Sluice's that ends nothing: a SluiceError. */
  PUBLISH_STATUS: 'Publish.Status',
  /** The server says that the name is free. No data. */
  PUBLISH_AVAILABLE: 'Publish.Available',
  /** The server gets too little of the stream. No data. */
  PUBLISH_INSUFFICIENT_BANDWIDTH: 'Publish.InsufficientBW',
  /** The server gets all of the stream. No data. */
  PUBLISH_SUFFICIENT_BANDWIDTH: 'Publish.SufficientBW',
  /** The server gets more of the stream again. No data. */
  PUBLISH_RECOVERING_BANDWIDTH: 'Publish.RecoveringBW',
  /** Another participant has called `send()`. Data: `{ methodName, data }`. */
  PUBLISH_SEND_INVOKE: 'Publish.Send.Invoke',
  /** A session that was live has ended. Data: the SluiceError, where it was lost. */
  CONNECTION_CLOSED: 'Publisher.Connection.Closed',
  /** What the camera's picture has come out as. Data: the video track's settings. */
  DIMENSION_CHANGE: 'Publisher.Video.DimensionChange',
} as const)

const peerEvents = {
  /** The peer connection is made, and not connected yet. Data: the RTCPeerConnection. */
  PEER_CONNECTION_AVAILABLE: 'WebRTC.PeerConnection.Available',
  /** An offer goes out, or is asked of the server. Data: `{ type, sdp }`, where there is one. */
  OFFER_START: 'WebRTC.Offer.Start',
  /** The other side's description has come. Data: `{ type, sdp }`. */
  OFFER_END: 'WebRTC.Offer.End',
  /** The server has named all of its candidates. No data. */
  PEER_CANDIDATE_END: 'WebRTC.PeerConnection.CandidateEnd',
  /** All candidates have been exchanged. No data. */
  ICE_TRICKLE_COMPLETE: 'WebRTC.IceTrickle.Complete',
  /** A message over the WebSocket that Sluice has no use for. Data: `{ socket, message }`. */
  SOCKET_MESSAGE: 'WebRTC.Socket.Message',
  /** The data channel is open. Data: `{ dataChannel }`. */
  DATA_CHANNEL_OPEN: 'WebRTC.DataChannel.Open',
  /** The server has announced the data channel. Data: `{ name, dataChannel }`. */
  DATA_CHANNEL_AVAILABLE: 'WebRTC.DataChannel.Available',
  /** The data channel is closed. Data: `{ dataChannel }`. */
  DATA_CHANNEL_CLOSE: 'WebRTC.DataChannel.Close',
  /**
   * A message over the data channel that Sluice has no use for. Data: `{ dataChannel, message }`.
   */
  DATA_CHANNEL_MESSAGE: 'WebRTC.DataChannel.Message',
  /** The data channel has failed. Data: `{ dataChannel }`. */
  DATA_CHANNEL_ERROR: 'WebRTC.DataChannel.Error',
  /** The peer connection is connected. No data. */
  PEER_CONNECTION_OPEN: 'WebRTC.PeerConnection.Open',
  /** A track has come. Data: `{ streams, track, receiver, transceiver }`. */
  TRACK_ADDED: 'WebRTC.PeerConnection.OnTrack',
  /** The browser cannot do what was asked for. Data: `{ feature, message }`. */
  UNSUPPORTED_FEATURE: 'WebRTC.Unsupported.Feature',
  /** A transform could not be put in; frames pass as they are. Data: `{ error }`. */
  TRANSFORM_ERROR: 'WebRTC.Transform.Error',
  /** The node behind the proxy is known. Data: `{ endpoint }`, its address. */
  HOST_ENDPOINT_CHANGED: 'WebRTC.Endpoint.Changed',
  /** Of several nodes one failed, and the next is tried. Data: `{ endpoint, error }`. */
  CANDIDATE_FAILURE: 'Candidate.Failure',
} as const

/** Events of publishers that use WebRTC, on top of {@link PublisherEventTypes}. */
export const RTCPublisherEventTypes = Object.freeze({
  ...peerEvents,
  /** Camera and microphone are open. Data: `{ requested, accepted }`. */
  CONSTRAINTS_ACCEPTED: 'WebRTC.MediaConstraints.Accepted',
  /** Camera or microphone could not be opened. Data: `{ constraints, error }`. */
  CONSTRAINTS_REJECTED: 'WebRTC.MediaConstraints.Rejected',
  /** What is to be sent is there. Data: the MediaStream. */
  MEDIA_STREAM_AVAILABLE: 'WebRTC.MediaStream.Available',
} as const)

/** Events of every subscriber. */
export const SubscriberEventTypes = Object.freeze({
  ...recoveryEvents,
  /** The server has let us in. Data: where, without the query. */
  CONNECT_SUCCESS: 'Connect.Success',
  /** The start has failed; its call rejects with the same. Data: the SluiceError. */
  CONNECT_FAILURE: 'Connect.Failure',
  /** Media may flow. No data. */
  SUBSCRIBE_START: 'Subscribe.Start',
  /** The session has ended: by `unsubscribe()`, or as the stream is over. No data. */
  SUBSCRIBE_STOP: 'Subscribe.Stop',
  /**
   * The server has refused to play the stream, or it was lost while live. Data: the SluiceError.
   */
  SUBSCRIBE_FAIL: 'Subscribe.Fail',
  /** There is no stream of this name. Data: the SluiceError. */
  SUBSCRIBE_INVALID_NAME: 'Subscribe.InvalidName',
  /**
   * What the publisher or the server tells of the stream. Data: as it says, with `streamingMode`.
   */
  SUBSCRIBE_METADATA: 'Subscribe.Metadata',
  /** A notice of the server's, as it came, or one of Sluice's that ends nothing: a SluiceError. */
  SUBSCRIBE_STATUS: 'Subscribe.Status',
  /** Another participant has called `send()`. Data: `{ methodName, data }`. */
  SUBSCRIBE_SEND_INVOKE: 'Subscribe.Send.Invoke',
  /** What a WHEP server tells of the stream; the option `extensions` asks for it. Data: ServerEvent. */
  SERVER_EVENT: 'Subscribe.Server.Event',
  /** The publisher's network is congested. Data: as the server says. */
  SUBSCRIBE_PUBLISHER_CONGESTION: 'Subscribe.Publisher.NetworkCongestion',
  /** The publisher's network is well again. Data: as the server says. */
  SUBSCRIBE_PUBLISHER_RECOVERY: 'Subscribe.Publisher.NetworkRecovery',
  /** The publisher has stopped. No data. Listeners for `Subscribe.Unpublish` hear it too. */
  PLAY_UNPUBLISH: 'Subscribe.Play.Unpublish',
  /** A session that was live has ended. Data: the SluiceError, where it was lost. */
  CONNECTION_CLOSED: 'Subscribe.Connection.Closed',
  /** The publisher's camera is held otherwise. Data: `{ orientation, viewElement }`, in degrees. */
  ORIENTATION_CHANGE: 'Subscribe.Orientation.Change',
  /** Other kinds of media come. Data: `{ streamingMode, previousStreamingMode, viewElement }`. */
  STREAMING_MODE_CHANGE: 'Subscribe.StreamingMode.Change',
  /** The picture has another size. Data: `{ width, height }`, in pixels. */
  VIDEO_DIMENSIONS_CHANGE: 'Subscribe.VideoDimensions.Change',
  /** The element's volume has changed. Data: `{ volume }`, from 0 to 1. */
  VOLUME_CHANGE: 'Subscribe.Volume.Change',
  /** The element has gone to another time. Data: `{ seek }`, in seconds. */
  SEEK_CHANGE: 'Subscribe.Seek.Change',
  /** The element plays on, some four times a second. Data: `{ time, duration }`, in seconds. */
  PLAYBACK_TIME_UPDATE: 'Subscribe.Time.Update',
  /** The element plays, or does no more. Data: `{ code, state }`, see `PlaybackState`. */
  PLAYBACK_STATE_CHANGE: 'Subscribe.Playback.Change',
  /** The element fills the screen, or does no more. Data: `{ fullscreen }`. */
  FULL_SCREEN_STATE_CHANGE: 'Subscribe.FullScreen.Change',
  /** The browser plays nothing before a click. Data: `{ element }`. */
  AUTO_PLAYBACK_FAILURE: 'Subscribe.Autoplay.Failure',
  /** The browser plays no sound before a click: it plays muted. Data: `{ element }`. */
  AUTO_PLAYBACK_MUTED: 'Subscribe.Autoplay.Muted',
  /** The element knows what it is to play. Data: `{ time, duration }`, in seconds. */
  LOADED_METADATA: 'Subscribe.LoadedMetadata',
} as const)

/** Events of subscribers that use WebRTC, on top of {@link SubscriberEventTypes}. */
export const RTCSubscriberEventTypes = Object.freeze({
  ...peerEvents,
  /** The answer to the server's offer goes out. Data: `{ type, sdp }`. */
  ANSWER_START: 'WebRTC.Answer.Start',
  /** The answer has been taken. No data. */
  ANSWER_END: 'WebRTC.Answer.End',
  /** A candidate of this side goes out. Data: the candidate. */
  CANDIDATE_START: 'WebRTC.Candidate.Start',
  /** The last candidate of this side has gone out. No data. */
  CANDIDATE_END: 'WebRTC.Candidate.End',
  /** The stream is there. Data: the MediaStream. */
  ON_ADD_STREAM: 'WebRTC.Add.Stream',
  /** The server plays another stream in this session. Data: `{ path }`. */
  SUBSCRIBE_STREAM_SWITCH: 'WebRTC.Subscribe.StreamSwitch',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_UNSUPPORTED: 'WebRTC.LiveSeek.Unsupported',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_ERROR: 'WebRTC.LiveSeek.Error',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_ENABLED: 'WebRTC.LiveSeek.Enabled',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_DISABLED: 'WebRTC.LiveSeek.Disabled',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_FRAGMENT_LOADING: 'WebRTC.LiveSeek.FragmentLoading',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_FRAGMENT_LOADED: 'WebRTC.LiveSeek.FragmentLoaded',
  /** Never told: Sluice seeks in no live stream. */
  LIVE_SEEK_CHANGE: 'WebRTC.LiveSeek.Change',
} as const)

/** Events of {@link Red5ProPublisher}. Data: `{ type, error }`, `type` being a name of the order. */
export const PublisherFailoverEventTypes = Object.freeze({
  /** This client cannot be used, and the next one's turn comes. */
  PUBLISHER_REJECT: 'Publisher.Reject',
  /** This client is the one that `init()` gives. */
  PUBLISHER_ACCEPT: 'Publisher.Accept',
} as const)

/** Events of {@link Red5ProSubscriber}. Data: `{ type, error }`, `type` being a name of the order. */
export const SubscriberFailoverEventTypes = Object.freeze({
  /** This client cannot be used, and the next one's turn comes. */
  SUBSCRIBER_REJECT: 'Subscriber.Reject',
  /** This client is the one that `init()` gives. */
  SUBSCRIBER_ACCEPT: 'Subscriber.Accept',
} as const)

/** What messages go through. */
export const MessageTransportStateEventTypes = Object.freeze({
  /** Never told: `WebRTC.DataChannel.Open` says it. */
  OPEN: 'MessageTransport.Open',
  /** Never told: `WebRTC.DataChannel.Close` says it. */
  CLOSE: 'MessageTransport.Close',
  /** Messages go by the data channel from now on. Data: `{ transport }`. */
  CHANGE: 'MessageTransport.Change',
  /** Never told: `WebRTC.DataChannel.Error` says it. */
  ERROR: 'MessageTransport.Error',
} as const)

/** Never told: shared objects are left out. */
export const SharedObjectEventTypes = Object.freeze({
  /** Never told. */
  CONNECT_SUCCESS: 'Connect.Success',
  /** Never told. */
  CONNECT_FAILURE: 'Connect.Failure',
} as const)

/** Names that the field's documentation uses for other events than the ones that fire. */
export const aliases: Readonly<Record<string, string>> = {
  'Subscribe.Unpublish': SubscriberEventTypes.PLAY_UNPUBLISH,
}
