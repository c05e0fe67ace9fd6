using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Native calls take blittable values only, so ReadyToRun can compile them ahead of time; the one library is the system's own libc.
[assembly: DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
