// Why what a server did gives a person reason to look.

/**
 * Tried again and again while nothing was asked; never tried before; far more bytes than calls explain; names that look as if
 * they carried data.
 */
export type NetworkAlertKind = 'idle-beacon' | 'first-seen' | 'unusual-volume' | 'data-in-names'

/** Also: a call or a result that is unlike those before; what was learned of them, where it cannot be read; many files that were there before, changed at once; something that programs outside obey, made in a folder that it may write to; a tool that was judged to read, and writes; calls that are refused because there were too many; a server that lists different things to users of the same rights; a changed policy, or a changed file of `tls`, that is not taken; a remote server whose certificate ends soon. */
export type AlertKind =
  | NetworkAlertKind
  | 'mass-change'
  | 'start-place'
  | 'undeclared-effect'
  | 'over-budget'
  | 'policy-not-taken'
  | 'certificate-not-taken'
  | 'certificate-ends-soon'
  | 'list-varies'
  | 'unusual'
  | 'baseline-damaged'
