// What programs outside obey (core/model/start-place.ts), in the folders that one server may write to.

/** Real paths in folders that a server may write to, which it sees and may not change. */
export type StartPlaces = {
  readonly paths: readonly string[]
  /** False where a bound was reached: there are more, and those it may change. */
  readonly isWhole: boolean
}

/** For the log; null where there is nothing to tell. */
export function startPlacesProof(places: StartPlaces | undefined): string | null {
  if (places === undefined || (places.paths.length === 0 && places.isWhole)) return null
  const count = places.paths.length === 1 ? '1 place' : `${places.paths.length} places`
  const more = places.isWhole ? '' : '; there are more, which it may write to'
  return `cannot write to ${count} that programs outside obey${more}`
}
