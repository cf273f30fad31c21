// A script of a shell as the rules see it, whoever read it: an engine, or our own tolerant reading.

/** Commands whose output goes into the next one. Those of loops, groups and functions stand beside the others. */
export type Pipeline = readonly Command[]
export type Command = { readonly words: readonly Word[]; readonly redirects: readonly Redirect[] }
/** `text` is without quotes; `runs` are the substitutions in it. */
export type Word = { readonly text: string; readonly runs: readonly Pipeline[] }
export type Redirect = { readonly sign: string; readonly to: Word }

/** Every pipeline in its order, those in substitutions behind; a script that is nested too deep was cut when it was read. */
export function* everyPipeline(pipelines: readonly Pipeline[]): Generator<Pipeline> {
  const waiting = [...pipelines]
  for (const pipeline of waiting) {
    yield pipeline
    for (const { words, redirects } of pipeline) {
      for (const { runs } of words) waiting.push(...runs)
      for (const { to } of redirects) waiting.push(...to.runs)
    }
  }
}
