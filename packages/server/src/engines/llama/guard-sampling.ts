import type { LlamaContext } from 'node-llama-cpp'

interface ContextInternals {
  _ctx: {
    decodeBatch(): Promise<unknown>
    sampleToken(...args: unknown[]): Promise<unknown>
  }
}

/**
 * Keeps answers that are decoded in one batch from getting each other's tokens.
 *
 * After a batch the binding (3.21.1) samples all sequences at once, each in a thread of its own. The first look at the logits makes
 * llama.cpp put their rows into order, in place and without a lock; two threads that look first together swap rows back and forth, and an
 * answer goes on with another answer's token. So the first sample of every batch runs alone, and the others start when it is done: one
 * thread hop a batch, nothing for a single stream.
 */
export function guardSampling(context: LlamaContext): void {
  const { _ctx } = context as unknown as ContextInternals
  const decodeBatch = _ctx.decodeBatch.bind(_ctx)
  const sampleToken = _ctx.sampleToken.bind(_ctx)
  let first: Promise<unknown> | null = null

  /** Whether the first one failed is told to its own caller. */
  const sampleAfter = async (earlier: Promise<unknown>, args: unknown[]) => {
    await Promise.allSettled([earlier])
    return sampleToken(...args)
  }
  const guarded: ContextInternals['_ctx'] = {
    decodeBatch() {
      first = null
      return decodeBatch()
    },
    sampleToken(...args) {
      if (first === null) {
        first = sampleToken(...args)
        return first
      }
      return sampleAfter(first, args)
    },
  }
  // The methods of a native object cannot be assigned, but its own properties go before its prototype's.
  for (const [name, value] of Object.entries(guarded)) Object.defineProperty(_ctx, name, { value })
}
