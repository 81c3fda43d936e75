// The duties of a client by RFC 9725 (WHIP) and draft-ietf-wish-whep-03 (WHEP; "events" is its
// companion), and what Sluice makes of each. Tests name the rows that they prove, as `[row 17]` in a
// TEST_CASE's tags or at the end of a test's title; scripts/conformance.mjs writes
// docs/conformance.md of both.
//
//  browser  what is different in browsers, or cannot be done in one
//  noTest   why there is nothing to test: whose duty it is, or why no client can fulfil it
//  open     what is missing

const server = (what) => `the server's duty: ${what}`

export const rows = [
  {
    row: 1,
    topic: 'Meaning of a status',
    where: 'WHIP 4.1, WHEP 4.1',
    level: 'MUST NOT, MUST',
    duty: 'read no one cause into a status; take an unknown one for its class; a problem-details body may say more',
    sluice:
      'unknown statuses are `http.client_error`, `http.server_error` or `http.unexpected_status`; `detail`, else `title`, of a JSON body, or a plain text, is the error’s `detail`. Three statuses are named as the field means them, and recovery acts on that: 404 and 409 to a player (`stream.not_found`), 409 to a publisher (`stream.name_taken`)',
  },
  {
    row: 2,
    topic: 'GET',
    where: 'WHIP 4.1, WHEP 4.1',
    level: 'MUST (server)',
    duty: 'the server answers a GET with an empty 2xx; it tells nothing, so that no client should ask',
    sluice: 'sends endpoints and sessions no GET',
  },
  {
    row: 3,
    topic: 'Discovery by HEAD',
    where: 'WHEP 4.2',
    level: 'MAY',
    duty: 'find out by a HEAD request whether a URL is a WHEP endpoint',
    sluice:
      'the classes ask nothing beforehand, as the app says by its choice what the URL is; `<sluice-player client="auto">` asks, and takes the client for what the server says',
  },
  {
    row: 4,
    topic: 'Offer by POST',
    where: 'WHIP 4.2, WHEP 4.3',
    level: 'MUST',
    duty: 'send an initial offer as the body of a POST, as `application/sdp`',
    sluice: 'does so, unless the option `postEmptyOffer` asks for an offer of the server’s',
  },
  {
    row: 5,
    topic: 'Direction, publisher',
    where: 'WHIP 4.2',
    level: 'SHOULD, MUST NOT',
    duty: 'offer to send; never offer to receive only, or neither',
    sluice: 'all media are `sendonly`',
  },
  {
    row: 6,
    topic: 'Direction, player',
    where: 'WHEP 4.3.5',
    level: 'SHOULD, MUST NOT',
    duty: 'offer to receive; never to send only, or neither; an answer to the server’s own offer only receives',
    sluice: 'all media are `recvonly`, in offers and in answers',
    browser: 'the direction in an answer is the browser’s, which has no track to send',
  },
  {
    row: 7,
    topic: 'Codecs, player',
    where: 'WHEP 4.3.6',
    level: 'SHOULD',
    duty: 'name as many codecs as can be played',
    sluice: 'names all of the browser’s; `videoEncoding` and `audioEncoding` put one in front',
  },
  {
    row: 8,
    topic: 'Session URL',
    where: 'WHIP 4.2, WHEP 4.3.1',
    level: 'MUST (server)',
    duty: 'take the answer out of the 201, and the session’s URL out of its `Location`, which may be relative',
    sluice:
      'resolves it against the URL that answered, behind redirects; any 2xx counts; without one the session lives, with a warning (`signal.no_location`)',
    browser:
      'from another origin `Location` is seen only where `Access-Control-Expose-Headers` names it',
  },
  {
    row: 9,
    topic: 'End by DELETE',
    where: 'WHIP 4.2, WHEP 4.4',
    level: 'MUST, SHOULD NOT',
    duty: 'end the session by DELETE, without its entity-tag',
    sluice:
      'does so on every way out, and repeats one that was lost or put off within `timeouts.remove`',
    browser: 'a page that goes away sends it with `keepalive`, and does not hear what came of it',
  },
  {
    row: 10,
    topic: 'End of the connection',
    where: 'WHIP 4.2, WHEP 4.3.8',
    level: 'SHALL',
    duty: 'notice by consent freshness that the other side is gone, and take the end of DTLS for the session’s',
    sluice:
      '`failed` and `closed` are a loss at once, `disconnected` after `timeouts.disconnected`; the session is deleted all the same',
    browser:
      'consent (RFC 7675) and DTLS are the browser’s, which tells of them by `connectionState`',
  },
  {
    row: 11,
    topic: 'CORS',
    where: 'WHIP 4.2, WHEP 4.4',
    level: 'MUST (server)',
    duty: 'the server answers OPTIONS requests',
    sluice: 'does not send any',
    browser: 'preflights are the browser’s, and no script can see them',
    noTest: server('it answers preflights'),
  },
  {
    row: 12,
    topic: 'Trickle ICE, restarts',
    where: 'WHIP 4.3, WHEP 4.5',
    level: 'RECOMMENDED, MUST (full ICE)',
    duty: 'trickle candidates and restart ICE; be a full ICE agent',
    sluice:
      'trickles unless `trickleIce` is false; restarts ICE with `recovery`, where the server gives an entity-tag and has answered our offer',
    browser:
      'browsers are full agents; where the entity-tag is hidden by CORS there is no restart, as nothing says that the server knows them',
  },
  {
    row: 13,
    topic: 'Type of a PATCH',
    where: 'WHIP 4.3.1, WHEP 4.5.1, 4.3.2',
    level: 'MUST',
    duty: 'send ICE as `application/trickle-ice-sdpfrag`, an answer as `application/sdp`',
    sluice: 'does so',
  },
  {
    row: 14,
    topic: '422 to a PATCH',
    where: 'WHIP 4.3.1, WHEP 4.5.1',
    level: 'MUST (server)',
    duty: 'where the server does only one of trickling and restarting, go on with that one',
    sluice: 'sends no more candidates, or asks for no more restarts; the session goes on',
  },
  {
    row: 15,
    topic: 'No PATCH at all',
    where: 'WHIP 4.1',
    level: 'MUST',
    duty: 'live with a server that refuses PATCH by any status (405, 415, 501)',
    sluice: 'keeps the session, and sends it no more PATCHes, neither candidates nor questions',
  },
  {
    row: 16,
    topic: 'Entity-tag',
    where: 'WHIP 4.3.1, WHEP 4.5.1',
    level: 'MUST (server)',
    duty: 'keep the strong entity-tag that names the ICE session',
    sluice: 'keeps it to the letter; a weak one, which a proxy has made of it, as the strong one',
    browser:
      'from another origin `ETag` is seen only where `Access-Control-Expose-Headers` names it',
  },
  {
    row: 17,
    topic: 'If-Match',
    where: 'WHIP 4.3.1, 4.3.2, WHEP 4.5.2',
    level: 'MUST',
    duty: 'trickle under the condition of that entity-tag',
    sluice: 'sends it with each PATCH of candidates; none where there is none to be read',
  },
  {
    row: 18,
    topic: '428 and 412',
    where: 'WHIP 4.3.1, WHEP 4.5.1',
    level: 'MUST (server)',
    duty: 'understand that the entity-tag is missing or outdated',
    sluice:
      'candidates belong to the generation whose credentials they have; a tag that is refused ends trickling until a restart gives another',
  },
  {
    row: 19,
    topic: 'Overlapping PATCHes',
    where: 'WHIP 4.3.1, WHEP 4.5.1',
    level: 'MAY',
    duty: 'may send several at a time',
    sluice: 'sends one at a time, so that none can be overtaken',
  },
  {
    row: 20,
    topic: 'When to offer',
    where: 'WHIP 4.3.2, WHEP 4.5.2',
    level: 'SHOULD',
    duty: 'with trickling send the offer at once, if need be without candidates',
    sluice:
      'POSTs the offer as soon as the browser has made it, without candidates; `trickleIce: false` waits for all of them',
  },
  {
    row: 21,
    topic: 'Holding candidates',
    where: 'WHIP 4.3.2, WHEP 4.5.2',
    level: 'MUST',
    duty: 'hold candidates until the session’s URL is known, and around a restart until its new entity-tag is',
    sluice: 'holds them until the answer has been applied as well',
  },
  {
    row: 22,
    topic: 'Few requests',
    where: 'WHIP 4.3.2, WHEP 4.5.2',
    level: 'SHOULD',
    duty: 'send what was held as one PATCH',
    sluice: 'does so, and later on all that has come during the last one',
  },
  {
    row: 23,
    topic: 'Candidates of the server',
    where: 'WHIP 4.3.2, WHEP 4.5.2',
    level: 'SHALL (server)',
    duty: 'the server’s are all in its answer',
    sluice: 'expects no others',
    noTest: server('it gathers before it answers'),
  },
  {
    row: 24,
    topic: 'What a fragment holds',
    where: 'WHIP 4.3.2, WHEP 4.5.2',
    level: 'MUST',
    duty: 'write it by RFC 8840, for the section alone that the bundle’s first tag names',
    sluice:
      'does so, with the credentials in front of the section; candidates that were taken are not repeated',
    browser:
      'browsers gather for other sections only where the app has asked for another bundle policy; those are then in it too',
  },
  {
    row: 25,
    topic: '204',
    where: 'WHIP 4.3.2, WHEP 4.5.2',
    level: 'MUST (server)',
    duty: 'candidates are answered by a 204 with neither body nor entity-tag',
    sluice: 'takes any 2xx for that',
  },
  {
    row: 26,
    topic: 'Asking for a restart',
    where: 'WHIP 4.3.3, WHEP 4.5.3',
    level: 'MUST',
    duty: 'PATCH new credentials and the candidates gathered for them, with `If-Match: "*"`; make no new offer',
    sluice:
      'does so, and sends the wildcard once more without its quotes where it is answered 412; of the old answer all but ICE stays in force',
  },
  {
    row: 27,
    topic: 'Attributes of a restart',
    where: 'WHIP 4.3.3, WHEP 4.5.3',
    level: 'MUST',
    duty: 'repeat the `ice-options`, `ice-pacing` and `ice-lite` of the offer',
    sluice: 'does so',
    browser: 'none writes `ice-pacing`; only a `mungeOffer` of the app’s could',
  },
  {
    row: 28,
    topic: 'A restart that is granted',
    where: 'WHIP 4.3.3, WHEP 4.5.3',
    level: 'MUST',
    duty: 'take the new credentials and entity-tag, and the new candidates in the place of all others',
    sluice: 'applies the old answer with these in it',
  },
  {
    row: 29,
    topic: 'A restart that is refused',
    where: 'WHIP 4.3.3, WHEP 4.5.3',
    level: 'MAY',
    duty: 'go on with the session as it was; try again or end it',
    sluice:
      'rolls back, and recovery goes on to a new session; where the status may pass another restart may be asked for after its `Retry-After`, else none is',
  },
  {
    row: 30,
    topic: 'Restarts and other requests',
    where: 'WHIP 4.3.3, WHEP 4.5.3',
    level: 'MUST',
    duty: 'drop the old credentials, heed the answer to the last request alone, restart again where both sides differ',
    sluice:
      'aborts what is under way, takes the answer to the last restart only; behind one that failed the old credentials are in force again, as the browser has rolled back; what then does not connect is replaced by a new session',
  },
  {
    row: 31,
    topic: 'One bundle',
    where: 'WHIP 4.4.1, WHEP 4.6.1',
    level: 'SHALL',
    duty: 'bundle all media by `max-bundle`, and multiplex RTCP with RTP',
    sluice: 'does so, unless the app’s `rtcConfiguration` says otherwise',
  },
  {
    row: 32,
    topic: 'rtcp-mux-only',
    where: 'WHIP 4.4.1, WHEP 4.6.1',
    level: 'MUST',
    duty: 'have `a=rtcp-mux-only` in each bundled section of media',
    sluice: 'adds it to the offer or answer that is sent',
    browser: 'browsers leave it out, and their own description must stay without',
  },
  {
    row: 33,
    topic: 'One stream',
    where: 'WHIP 4.4.2, WHEP 4.6.2',
    level: 'MUST, MUST NOT',
    duty: 'send one stream with at least one track, and not two of a kind',
    sluice:
      'all tracks are of one stream; one without tracks is refused (`config.invalid`), and of two tracks of a kind the first is sent',
  },
  {
    row: 34,
    topic: 'All or nothing',
    where: 'WHIP 4.4.2 to 4.4.4',
    level: 'MUST (server)',
    duty: 'understand that 400 and 422 refuse the whole offer, and show what the body says',
    sluice:
      'rejects with the status and the body’s sentence; after a 406 it asks again for one kind of media, after 406 and 422 without its data channel',
  },
  {
    row: 35,
    topic: 'Role in DTLS',
    where: 'WHIP 4.4.4',
    level: 'SHOULD',
    duty: 'offer `a=setup:actpass`',
    sluice: 'leaves the line as the browser writes it',
  },
  {
    row: 36,
    topic: 'Redirects',
    where: 'WHIP 4.5, WHEP 4.7',
    level: 'SHALL',
    duty: 'follow a redirect of the POST',
    sluice:
      'does so; a token that got lost on the way is sent again, straight to an origin that `tokenOrigins` names, else it is `http.auth_lost`',
    browser:
      'browsers make a GET of a POST behind 301 and 302, which servers must not use, and drop `Authorization` on the way to another origin',
  },
  {
    row: 37,
    topic: 'Retry-After',
    where: 'WHIP 4.5, WHEP 4.7',
    level: 'MAY (server)',
    duty: 'behind a 503 wait as long as it says, in seconds or until a date',
    sluice:
      'with `recovery` waits at least as long; without, the error has it as `retryAfterMs`; a day counts as the most',
    browser:
      'from another origin it is seen only where `Access-Control-Expose-Headers` names it; a date is held against the clock of the server where `Date` can be read, else of the machine',
  },
  {
    row: 38,
    topic: 'Nothing to play yet',
    where: 'WHEP 4.3.8',
    level: 'MAY',
    duty: 'behind a 409 try again, from the pause in its `Retry-After` on ever less often',
    sluice:
      'with `recovery` tries again each `recovery.streamDelay`, never before the pause is over: at first more often and then less, so that in a minute it is no more than once a `streamDelay`',
  },
  {
    row: 39,
    topic: 'ICE servers in the 201',
    where: 'WHIP 4.6, WHEP 4.8',
    level: 'MAY (server)',
    duty: 'read STUN and TURN servers out of `Link` headers of the relation `ice-server`',
    sluice:
      'reads up to eight, with `username` and `credential`; TURN without these is left out; `credential-type` is not looked at',
    browser:
      'passwords are all that browsers know; from another origin `Link` is seen only where `Access-Control-Expose-Headers` names it',
  },
  {
    row: 40,
    topic: 'When to use them',
    where: 'WHIP 4.6',
    level: '-',
    duty: 'configure them before the local description is applied, so that no restart is needed',
    sluice:
      'applies the offer while the POST is under way; where servers come with the answer it is rolled back and applied again with them; with `trickleIce: false` they come too late, and are not used',
  },
  {
    row: 41,
    topic: 'ICE servers by OPTIONS',
    where: 'WHIP 4.6',
    level: 'NOT RECOMMENDED',
    duty: 'do not ask for them beforehand',
    sluice: 'the POST is the first request',
  },
  {
    row: 42,
    topic: 'ICE servers of the app’s',
    where: 'WHIP 4.6, WHEP 4.8',
    level: 'MAY',
    duty: 'what is configured may override what the endpoint says',
    sluice: 'with `iceServers`, or those of `rtcConfiguration`, the endpoint’s are ignored',
  },
  {
    row: 43,
    topic: 'Authorization',
    where: 'WHIP 4.7, WHEP 4.9',
    level: 'MUST, MUST NOT',
    duty: 'know bearer tokens, send the token with each request to endpoint and session, and nothing without one',
    sluice:
      'does so for the endpoint’s origin and for those that `tokenOrigins` names; a session elsewhere gets no token, with a warning (`signal.foreign_location`): whoever controls a `Location` must not get credentials by it',
    browser:
      'other schemes of HTTP are the browser’s, within one origin; preflights carry no token',
  },
  {
    row: 44,
    topic: 'Simulcast',
    where: 'WHIP 4.8',
    level: 'MAY, MUST',
    duty: 'negotiate it by RFC 8853',
    sluice: '`sendEncodings` are given to the browser, which writes the lines',
  },
  {
    row: 45,
    topic: 'Extensions',
    where: 'WHIP 4.9, WHEP 4.10',
    level: 'MUST',
    duty: 'ignore links of unknown relations',
    sluice: 'reads `ice-server` alone',
  },
  {
    row: 46,
    topic: 'HTTPS',
    where: 'WHIP 5, WHEP 5',
    level: 'SHALL',
    duty: 'use HTTPS',
    sluice:
      'is the default; a secure page is kept from everything else but this machine (`config.insecure`); a page without TLS may name `http`, as labs do, and its token goes there in the clear',
    browser: 'cameras are for secure pages alone',
  },
  {
    row: 47,
    topic: 'Offer of the server’s',
    where: 'WHEP 4.3.2, 4.3.3',
    level: 'MUST',
    duty: 'answer a 406 that has an offer by PATCH to its `Location`, while it is valid',
    sluice:
      'does so, and with an offer in a 2xx as well; `valid-until` is not looked at, as the answer goes out as soon as it is made; one that came too late is `signal.answer_late`',
  },
  {
    row: 48,
    topic: 'Events of the server’s',
    where: 'WHEP events',
    level: 'MAY',
    duty: 'have the server send events: the stream comes or goes, its layers, viewers, another server',
    sluice:
      'with the option `extensions` asks for those that the app wants and the server offers, once the session is up; tells them as `Subscribe.Server.Event`; opens a stream that breaks off again. With `recovery`, "reconnect" makes the next session beside the old one, and "inactive" ends the stream as a message over the data channel does',
    browser: 'an `EventSource` can carry no token, so the stream is read by `fetch()`',
  },
  {
    row: 49,
    topic: 'Layers',
    where: 'WHEP events',
    level: 'MAY',
    duty: 'choose a layer of what is played',
    sluice:
      'with the option `extensions`, `selectLayer()` sends the choice to where the server’s link leads',
  },
]
