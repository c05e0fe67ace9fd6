using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Reliably.GitOps.Git;

/// <summary>
/// The <c>git</c> command line. It runs with an environment of its own: no user or system configuration, no hooks of ours, no questions on a
/// terminal, messages in English, credentials by <c>GIT_ASKPASS</c> from a file.
/// </summary>
internal sealed class GitCli
{
    private static readonly Version Oldest = new(2, 38);
    private static readonly TimeSpan RemotePatience = TimeSpan.FromMinutes(10);
    private readonly string program;
    private readonly GitHome home;
    private readonly ImmutableDictionary<string, string> environment;

    private GitCli(string program, GitHome home, ImmutableDictionary<string, string> environment)
    {
        this.program = program;
        this.home = home;
        this.environment = environment;
    }

    /// <summary>Finds git on the caller's PATH and asks its version.</summary>
    /// <exception cref="CannotRunException">There is no git, or it is older than 2.38.</exception>
    public static async Task<GitCli> OpenAsync(IReadOnlyDictionary<string, string> variables, GitHome home, CancellationToken stop)
    {
        var program = Find(variables.GetValueOrDefault("PATH", ""))
            ?? throw new CannotRunException("git was not found on PATH.", "Install git 2.38 or newer, or add its folder to PATH.");
        var git = new GitCli(program, home, home.Environment(variables));
        var answer = await git.RunAsync(new(["--version"]), stop);
        var words = answer.Text.Split(' ');
        var version = words.Length > 2 ? string.Join('.', words[2].Split('.').TakeWhile(static part => part.All(char.IsAsciiDigit)).Take(3)) : "";
        if (!Version.TryParse(version, out var found) || found < Oldest)
        {
            throw new CannotRunException($"git is too old: '{answer.Text}' at {program}.", "Install git 2.38 or newer.");
        }

        return git;
    }

    /// <summary>Runs git to its end. A non-zero exit code is an answer, not an exception.</summary>
    public async Task<GitAnswer> RunAsync(GitCall call, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (call.Remote is not null) patience.CancelAfter(RemotePatience);
        using var process = Start(call);
        using var registration = patience.Token.Register(static state => End((Process)state!), process);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = DrainAsync(process.StandardOutput.BaseStream);
        await FeedAsync(process, call.Input);
        await Task.WhenAll(error, output);
        await process.WaitForExitAsync(CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        if (patience.IsCancellationRequested)
        {
            throw new CannotRunException($"'{call.Remote}' did not answer within {RemotePatience.TotalMinutes} minutes.", "Look at the network and at the remote; it is tried again.");
        }

        return new(process.ExitCode, await output, await error);
    }

    /// <summary>Runs git where anything but success means that the mirror or the machine is broken.</summary>
    public async Task<GitAnswer> ExpectAsync(GitCall call, CancellationToken stop)
    {
        var answer = await RunAsync(call, stop);
        return answer.Ok ? answer : throw GitFailure.Of(call, answer);
    }

    /// <summary>Starts git and leaves its streams to the caller.</summary>
    public Process Start(GitCall call)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = call.Folder ?? home.Folder,
        };
        foreach (var option in GitHome.Options) start.ArgumentList.Add(option);
        foreach (var argument in call.Arguments) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        if (call.Folder is not null) start.Environment["GIT_DIR"] = call.Folder;
        if (call.Remote?.CredentialsFile is { } file) start.Environment["RELIABLY_CREDENTIALS"] = file;
        try
        {
            return Process.Start(start) ?? throw new CannotRunException($"'{program}' did not start.", "Look at the installation of git.");
        }
        catch (Win32Exception exception)
        {
            throw new CannotRunException($"'{program}' did not start: {exception.Message}", "Look at the installation of git and at the data folder.", exception);
        }
    }

    private static async Task<byte[]> DrainAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    /// <summary>Git may end before it has read everything; its exit code and message say why.</summary>
    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The pipe is closed: the answer tells.
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static string? Find(string path) => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "git.exe" : "git"))
        .FirstOrDefault(File.Exists);
}
