import { useEffect, useRef } from 'preact/hooks'

const KEYS: readonly [keys: string, what: string][] = [
  ['j k', 'next, previous row (arrow keys too)'],
  ['n p', 'next, previous finding'],
  ['g G', 'first, last row'],
  ['Enter', 'fold or unfold deltas; show the event'],
  ['x', 'fold or unfold all'],
  ['/', 'search'],
  ['f', 'only events with findings'],
  ['[ ]', 'previous, next scenario'],
  ['o', 'overview'],
  ['c', 'copy a link to the selected event'],
  ['t', 'light, dark, as the system'],
  ['Esc', 'close, then clear the filter'],
  ['?', 'this help'],
]

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose} onClick={(event) => event.target === dialog.current && onClose()}>
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
