// From a request for a sandbox to a running, proven one: the plan is pure, the launch is not.
import { digestJson } from '../core/canon/digest.ts'
import { planBubblewrap } from '../core/confine/bubblewrap.ts'
import type { Host, Plan, PlanRequest } from '../core/confine/plan.ts'
import type { Digest } from '../core/model/artifact.ts'
import { Failure } from '../core/model/failure.ts'
import type { Json } from '../core/model/json.ts'
import { sha256 } from '../io/file/sha256.ts'
import { launch, type Confined } from '../io/launch/launch.ts'

export type Started = {
  readonly confined: Confined
  readonly backend: string
  /** Digest of everything the backend was told, without the values of the environment. */
  readonly plan: Digest
}

export async function startConfined(request: PlanRequest, host: Host): Promise<Started> {
  const plan = planned(request, host)
  const confined = await launch(plan, host)
  return { confined, backend: plan.backend, plan: digestOf(plan) }
}

/** The plan, or the refusal of a backend that cannot honour the request, as a failure. */
export function planned(request: PlanRequest, host: Host): Plan {
  const answer = planBubblewrap(request, host)
  if (answer.ok) return answer.plan
  throw new Failure(answer.code, answer.message, answer.fix === undefined ? {} : { fix: answer.fix })
}

const digestOf = (plan: Plan): Digest =>
  digestJson(JSON.parse(JSON.stringify({ ...plan, env: Object.keys(plan.env).sort() })) as Json, sha256)
