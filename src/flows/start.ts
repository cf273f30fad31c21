// From a request for a sandbox to a running, proven one: the plan is pure, the launch is not.
import { digestJson } from '../core/canon/digest.ts'
import { planBubblewrap } from '../core/confine/bubblewrap.ts'
import type { Host, Plan, PlanRequest } from '../core/confine/plan.ts'
import type { Digest } from '../core/model/artifact.ts'
import { Failure } from '../core/model/failure.ts'
import type { Json } from '../core/model/json.ts'
import { sha256 } from '../io/file/sha256.ts'
import { launch, type Confined, type Proven } from '../io/launch/launch.ts'

/** What is about to start. `plan` is the digest of all that the backend was told, without the values of the environment. */
export type Launching = Proven & { readonly backend: string; readonly plan: Digest }
export type MayStart = (launching: Launching) => Promise<void>

export async function startConfined(request: PlanRequest, host: Host, mayStart?: MayStart): Promise<Confined> {
  const plan = planned(request, host)
  const about = { backend: plan.backend, plan: digestOf(plan) }
  return launch(plan, async (proven) => mayStart?.({ ...proven, ...about }))
}

/** The plan, or the refusal of a backend that cannot honour the request, as a failure. */
export function planned(request: PlanRequest, host: Host): Plan {
  const answer = planBubblewrap(request, host)
  if (answer.ok) return answer.plan
  throw new Failure(answer.code, answer.message, answer.fix === undefined ? {} : { fix: answer.fix })
}

const digestOf = (plan: Plan): Digest =>
  digestJson(JSON.parse(JSON.stringify({ ...plan, env: Object.keys(plan.env).sort() })) as Json, sha256)
