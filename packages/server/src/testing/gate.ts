/** Something that waits until it is let through. */
export interface Gate {
  open(): void
  passed: Promise<void>
}

export function createGate(): Gate {
  let open: () => void = () => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}
