// What a rule throws that cannot look everywhere: too much, too deep, or an engine that gave up.

/** Its words are ours and may be shown: no stranger's words go in. */
export class Unread extends Error {
  override readonly name = 'Unread'
}
