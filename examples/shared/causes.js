// Why a stream was lost: the words for what `Reconnect.Start` gives as its `cause`.

export const causes = {
  unpublished: 'the stream has ended at its publisher',
  closed: 'the server has closed the connection',
  stalled: 'the connection stands, and no media comes',
  network: "this machine's own network is another one",
  frozen: 'packets arrive, and no picture comes of them',
  disconnected: 'the connection has broken',
  connect: 'it could not be connected',
  busy: 'the name is taken',
}
