using System.Runtime.InteropServices;
using System.Text;

namespace Reliably.GitOps.Processes;

/// <summary>Starts a child with three given descriptors, in a session of its own, with every signal at its default.</summary>
internal static unsafe class Spawn
{
    private const int StructureSize = 1024; // of posix_spawn's opaque structures: 336 bytes at most on the systems we know

    /// <param name="command">What to start.</param>
    /// <param name="input">Its standard input; less than 0 for an empty one.</param>
    /// <param name="output">Its standard output.</param>
    /// <param name="error">Its standard error.</param>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public static int Start(ProcessCommand command, int input, int output, int error)
    {
        if (OperatingSystem.IsWindows()) throw new ProcessStartException(command.Program, "Windows is not supported; use WSL or a container");
        var path = Executables.Find(command.Program, command.Environment.GetValueOrDefault("PATH"), command.WorkingFolder)
            ?? throw new ProcessStartException(command.Program, "there is no such program");
        using var memory = new NativeTexts();
        var actions = stackalloc byte[StructureSize];
        var attributes = stackalloc byte[StructureSize];
        _ = Posix.posix_spawn_file_actions_init(actions);
        _ = Posix.posix_spawnattr_init(attributes);
        try
        {
            _ = Posix.posix_spawn_file_actions_addchdir_np(actions, memory.Text(command.WorkingFolder));
            if (input < 0) _ = Posix.posix_spawn_file_actions_addopen(actions, 0, memory.Text("/dev/null"), 0, 0);
            else _ = Posix.posix_spawn_file_actions_adddup2(actions, input, 0);
            _ = Posix.posix_spawn_file_actions_adddup2(actions, output, 1);
            _ = Posix.posix_spawn_file_actions_adddup2(actions, error, 2);
            SetAttributes(attributes);
            var arguments = memory.List([command.Program, .. command.Arguments]);
            var environment = memory.List(Lines(command.Environment));
            int pid;
            var failure = Posix.posix_spawn(&pid, memory.Text(path), actions, attributes, arguments, environment);
            return failure == 0 ? pid : throw new ProcessStartException(command.Program, Reason(failure, command.WorkingFolder));
        }
        finally
        {
            _ = Posix.posix_spawn_file_actions_destroy(actions);
            _ = Posix.posix_spawnattr_destroy(attributes);
        }
    }

    private static string[] Lines(IReadOnlyDictionary<string, string> environment)
    {
        var lines = new string[environment.Count];
        var count = 0;
        foreach (var (name, value) in environment) lines[count++] = name + "=" + value;
        return lines;
    }

    /// <summary>.NET ignores SIGPIPE and blocks nothing; a child starts with every default, as Python's <c>restore_signals</c> has it.</summary>
    private static void SetAttributes(byte* attributes)
    {
        var signals = stackalloc byte[StructureSize];
        _ = Posix.sigfillset(signals);
        _ = Posix.posix_spawnattr_setsigdefault(attributes, signals);
        _ = Posix.sigemptyset(signals);
        _ = Posix.posix_spawnattr_setsigmask(attributes, signals);
        _ = Posix.posix_spawnattr_setflags(attributes, Posix.SpawnFlags);
    }

    private static string Reason(int failure, string folder) =>
        Directory.Exists(folder) ? Marshal.GetPInvokeErrorMessage(failure) : $"its working folder '{folder}' does not exist";

    /// <summary>Texts in the form of C, given back together.</summary>
    private sealed class NativeTexts : IDisposable
    {
        /// <summary>The newest block; each begins with the address of the one before it.</summary>
        private nint* last;

        public byte* Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var block = (byte*)Block(bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(block, bytes.Length));
            block[bytes.Length] = 0;
            return block;
        }

        public byte** List(ReadOnlySpan<string> texts)
        {
            var list = (byte**)Block((texts.Length + 1) * sizeof(nint));
            for (var i = 0; i < texts.Length; i++) list[i] = Text(texts[i]);
            list[texts.Length] = null;
            return list;
        }

        public void Dispose()
        {
            while (last is not null)
            {
                var block = last;
                last = (nint*)*block;
                NativeMemory.Free(block);
            }
        }

        private void* Block(int size)
        {
            var block = (nint*)NativeMemory.Alloc((nuint)(size + sizeof(nint)));
            *block = (nint)last;
            last = block;
            return block + 1;
        }
    }
}
