/** Runs in Pyodide before any other code: how a cell is run, and what is seen of `/mnt/data` afterwards. */
export const pythonDriver = `
def _make_driver():
    import base64, json, linecache, os, pprint, sys, traceback
    from pyodide.code import eval_code_async
    scope = {'__name__': '__main__', '__builtins__': __builtins__}
    os.makedirs('/mnt/data', exist_ok=True)
    os.chdir('/mnt/data')
    cells = 0
    seen = {}

    def told(value):
        # As a notebook shows it, but nobody's mistake in a __repr__ may end the run.
        return pprint.pformat(value, width=79, sort_dicts=False)

    def own_frames(error, name):
        frames = traceback.extract_tb(error.__traceback__)
        first = next((at for at, frame in enumerate(frames) if frame.filename == name), None)
        stack = [] if first is None else frames[first:]
        head = 'Traceback (most recent call last):\\n' + ''.join(traceback.format_list(stack)) if stack else ''
        return head + ''.join(traceback.format_exception_only(type(error), error))

    async def run(code):
        nonlocal cells
        cells += 1
        name = f'<cell {cells}>'
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        try:
            value = await eval_code_async(code, globals=scope, filename=name)
            return json.dumps({'failed': False, 'value': None if value is None else told(value), 'error': None})
        except BaseException as error:
            try:
                text = own_frames(error, name)
            except BaseException:
                text = type(error).__name__
            return json.dumps({'failed': True, 'value': None, 'error': text})
        finally:
            # Whatever the code made of them, the next cell is to begin with an empty line.
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except BaseException:
                    pass

    def snapshot():
        found = {}
        for entry in os.scandir('/mnt/data'):
            if entry.is_file(follow_symlinks=False):
                stat = entry.stat()
                found[entry.name] = (stat.st_size, stat.st_mtime_ns)
        return found

    def changed(limit):
        nonlocal seen
        now = snapshot()
        names = [name for name in now if seen.get(name) != now[name]]
        seen = now
        files = []
        for name in names[:20]:
            if now[name][0] > limit:
                continue
            limit -= now[name][0]
            with open('/mnt/data/' + name, 'rb') as file:
                files.append({'name': name, 'data': base64.b64encode(file.read()).decode()})
        return json.dumps(files)

    def write(files):
        nonlocal seen
        for entry in json.loads(files):
            with open('/mnt/data/' + entry['name'], 'wb') as file:
                file.write(base64.b64decode(entry['data']))
        seen = snapshot()

    return run, changed, write

_make_driver()
`
