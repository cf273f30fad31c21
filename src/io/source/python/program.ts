// The Python programs of ours: one that runs pip so that it can start nothing, and one that starts a command of a store entry.

/**
 * `install.py PIP pip WORDS…` runs pip from the folder or wheel PIP. An audit hook, which nothing can take away again, lets no
 * program start: not git, no build, no script of a package. A requirement that names an address is refused before it is
 * fetched. `install.py PIP defaults` says where that pip looks when nobody told it. `install.py PIP compile FOLDER` replaces the byte code that wheels bring, which need not belong to their source.
 */
export const INSTALL_PROGRAM = `
import sys
# Not from the folder of this file: what else lies there is no part of it.
if not sys.flags.isolated:
    del sys.path[0]
import os
pip, phase, *words = sys.argv[1:]

STARTS = ('subprocess.', 'os.exec', 'os.fork', 'os.posix_spawn', 'os.spawn', 'os.system', 'pty.')
def no_programs(event, _):
    if event.startswith(STARTS):
        raise PermissionError('sallyport: an installation starts no program')

def refuse(requirement):
    import json
    said = json.dumps({'name': requirement.name, 'from': requirement.url})
    sys.stderr.write('\\nsallyport-refused ' + said + '\\n')
    sys.stderr.flush()
    os._exit(3)

def run_pip():
    import runpy
    sys.path.insert(0, pip)
    from pip._vendor.packaging.requirements import Requirement
    read = Requirement.__init__
    def only_from_an_index(self, text):
        read(self, text)
        if self.url and not (self.marker and 'extra' in str(self.marker)):
            refuse(self)
    Requirement.__init__ = only_from_an_index
    sys.addaudithook(no_programs)
    sys.argv = ['pip', *words]
    runpy.run_module('pip', run_name='__main__', alter_sys=True)

def say_defaults():
    import json
    sys.path.insert(0, pip)
    from pip._internal.models.index import PyPI
    print(json.dumps({'index': PyPI.simple_url, 'files': 'https://' + PyPI.file_storage_domain + '/'}))

def compile_all(folder):
    import compileall, py_compile, shutil
    for place, names, _ in os.walk(folder):
        if '__pycache__' in names:
            names.remove('__pycache__')
            shutil.rmtree(os.path.join(place, '__pycache__'))
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(folder, quiet=2, workers=1, invalidation_mode=unchecked)

if phase == 'pip':
    run_pip()
elif phase == 'defaults':
    say_defaults()
else:
    compile_all(*words)
`.trimStart()

/**
 * `start.py COMMAND MODULE:FUNCTION WORDS…`: packages are found in the folder beside it and in the standard library, and
 * nowhere else. Programs that the server starts with the same interpreter find the same.
 */
export const START_PROGRAM = `
import importlib, os, site, sys
packages = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'site')
command, entry = sys.argv[1:3]
module, _, name = entry.partition(':')
sys.argv[:3] = [os.path.join(packages, 'bin', command)]
site.addsitedir(packages)
site.setquit()
os.environ.update(PYTHONPATH=packages, PYTHONDONTWRITEBYTECODE='1', PYTHONNOUSERSITE='1')
target = importlib.import_module(module)
for part in name.split('.'):
    target = getattr(target, part)
sys.exit(target())
`.trimStart()
