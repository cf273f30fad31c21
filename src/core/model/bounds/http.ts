// The bounds of HTTP; part of those in bounds/door.ts.

export const HTTP_BOUNDS = {
  'http-connections': {
    value: 512,
    unit: 'count',
    owner: 'io/transport',
    atLimit: 'A further connection is closed before anything of it is read.',
  },
  'http-header-bytes': {
    value: 32 * 1024,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit: 'The request is refused with 431 while its head arrives, and the connection closed.',
  },
  'http-headers': {
    value: 100,
    unit: 'count',
    owner: 'io/transport',
    atLimit: 'The request is refused with 431, and the connection closed.',
  },
  'http-header-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'A request whose head is not there by then is refused with 408, and the connection closed.',
  },
  'http-handshake-ms': {
    value: 10_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'A TLS connection that is not made by then is closed.',
  },
  'http-request-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'A request that has not arrived as a whole by then is refused with 408, and the connection closed.',
  },
  'http-idle-ms': {
    value: 30_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'A connection on which nothing is asked for so long is closed.',
  },
  'http-body-bytes': {
    value: 16 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit: 'The request is refused with 413, and nothing of it is forwarded.',
  },
  'http-bodies-bytes': {
    value: 128 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit:
      'Of all requests that arrive at once: a further one is refused with 503; with several users also to one who has as much as is left.',
  },
  'http-streams': {
    value: 256,
    unit: 'count',
    owner: 'io/transport',
    atLimit:
      'A further request that would be answered later is refused with 503; with several users also to one who has as many as are left.',
  },
  'http-unread-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'io/transport',
    atLimit:
      'A client that has left so much of its stream unread gets no more of it: the stream is closed, with an event.',
  },
  'http-wait-ms': {
    value: 2_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'An answer that takes longer comes as a stream of events, so that nobody takes the silence for an end.',
  },
  'http-beat-ms': {
    value: 15_000,
    unit: 'ms',
    owner: 'io/transport',
    atLimit: 'An open stream gets a comment so often, which finds out whether anybody still reads.',
  },
  'http-sessions': {
    value: 128,
    unit: 'count',
    owner: 'flows/serving',
    atLimit:
      'A further session, and so a further server, is refused with 503. With several users one is refused it also who has as many as are left.',
  },
  'http-clients': {
    value: 16,
    unit: 'count',
    owner: 'flows/serving',
    atLimit:
      'Of one principal at one server, where each program has a line of its own: a further one is refused with 503.',
  },
  'http-session-ms': {
    value: 30 * 60_000,
    unit: 'ms',
    owner: 'flows/serving',
    atLimit: 'A session that nobody used for so long ends, and its server with it.',
  },
  'aggregate-list-ms': {
    value: 8_000,
    unit: 'ms',
    owner: 'core/protocol',
    atLimit: 'A server that has not told its list by then is left out of the common one, which says so.',
  },
  'aggregate-instructions-chars': {
    value: 32 * 1024,
    unit: 'count',
    owner: 'core/protocol',
    atLimit: 'What further servers say of themselves is left out where all are told together; the text says so.',
  },
  'aggregate-page-items': {
    value: 500,
    unit: 'count',
    owner: 'core/protocol',
    atLimit: 'The common list of all servers goes on in a further page.',
  },
  'aggregate-tasks': {
    value: 1_024,
    unit: 'count',
    owner: 'core/protocol',
    atLimit:
      'Where all servers are one, a client forgets its oldest task of a server that is over; with none over a new one is cancelled.',
  },
  'http-rest-ms': {
    value: 60_000,
    unit: 'ms',
    owner: 'flows/serving',
    atLimit:
      'A server that ends soon after each start rests ever longer before it is started again, and at most so long.',
  },
  'http-queued': {
    value: 256,
    unit: 'count',
    owner: 'flows/serving',
    atLimit: 'A further message of that session is refused with 503 until one of those was taken.',
  },
  'http-queued-bytes': {
    value: 32 * 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/serving',
    atLimit: 'As for http-queued.',
  },
  'http-replay-events': {
    value: 1_000,
    unit: 'count',
    owner: 'flows/serving',
    atLimit: 'Of one session: the oldest event is forgotten, and a stream can no longer be resumed before it.',
  },
  'http-replay-bytes': {
    value: 4 * 1024 ** 2,
    unit: 'bytes',
    owner: 'flows/serving',
    atLimit: 'As for http-replay-events.',
  },
  'http-faults': {
    value: 100,
    unit: 'count',
    owner: 'flows/serving',
    atLimit:
      'Further refused requests of that minute are counted, and one line says how many; the first ten of each kind are written in any case.',
  },
  'lists-compared': {
    value: 64,
    unit: 'count',
    owner: 'flows/serving',
    atLimit:
      'Of one server: the list of the user to whom it was told longest ago is forgotten, and compared with no other. As many servers and kinds of clients are kept apart.',
  },
  'lists-differing': {
    value: 64,
    unit: 'count',
    owner: 'flows/serving',
    atLimit: 'Further differences are not told; the last alert and a line on stderr say so.',
  },
} as const
