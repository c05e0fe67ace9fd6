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
            var environment = memory.List([.. command.Environment.Select(static pair => pair.Key + "=" + pair.Value)]);
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
        private readonly List<nint> blocks = [];

        public byte* Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var block = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            blocks.Add((nint)block);
            bytes.CopyTo(new Span<byte>(block, bytes.Length));
            block[bytes.Length] = 0;
            return block;
        }

        public byte** List(ReadOnlySpan<string> texts)
        {
            var list = (byte**)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(nint));
            blocks.Add((nint)list);
            for (var i = 0; i < texts.Length; i++) list[i] = Text(texts[i]);
            list[texts.Length] = null;
            return list;
        }

        public void Dispose()
        {
            foreach (var block in blocks) NativeMemory.Free((void*)block);
        }
    }
}
