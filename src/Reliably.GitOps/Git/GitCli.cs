using System.Collections.Immutable;
using Reliably.GitOps.Processes;

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

    private GitCli(string program, GitHome home, ImmutableDictionary<string, string> environment, Version version)
    {
        (this.program, Version) = (program, version);
        this.home = home;
        this.environment = environment;
    }

    /// <summary>Its path.</summary>
    public string Program => program;

    public Version Version { get; }

    /// <summary>Finds git on the caller's PATH and asks its version.</summary>
    /// <exception cref="CannotRunException">There is no git, or it is older than 2.38.</exception>
    public static async Task<GitCli> OpenAsync(IReadOnlyDictionary<string, string> variables, GitHome home, CancellationToken stop)
    {
        var program = Executables.Find("git", variables.GetValueOrDefault("PATH", ""), home.Folder)
            ?? throw new CannotRunException("git was not found on PATH.", "Install git 2.38 or newer, or add its folder to PATH.");
        var git = new GitCli(program, home, home.Environment(variables), Oldest);
        var answer = await git.RunAsync(new(["--version"]), stop);
        var words = answer.Text.Split(' ');
        var version = words.Length > 2 ? string.Join('.', words[2].Split('.').TakeWhile(static part => part.All(char.IsAsciiDigit)).Take(3)) : "";
        if (!Version.TryParse(version, out var found) || found < Oldest)
        {
            throw new CannotRunException($"git is too old: '{answer.Text}' at {program}.", "Install git 2.38 or newer.");
        }

        return new(program, home, git.environment, found);
    }

    /// <summary>Runs git to its end. A non-zero exit code is an answer, not an exception.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<GitAnswer> RunAsync(GitCall call, CancellationToken stop)
    {
        if (call.Remote?.RenewAsync is { } renewAsync) await renewAsync(stop);
        var answer = await OnceAsync(call, stop);
        // A repository that was renamed between two requests of a call: nothing was done, and from its beginning git is led to the new name.
        return call.Remote is not null && GitFailure.IsMoved(answer) ? await OnceAsync(call, stop) : answer;
    }

    private async Task<GitAnswer> OnceAsync(GitCall call, CancellationToken stop)
    {
        try
        {
            var result = await CommandOf(call).RunAsync(stop);
            stop.ThrowIfCancellationRequested();
            return result.End == ProcessEnd.Exited
                ? new(result.Status, result.Output.ToArray(), result.ErrorText)
                : throw new CannotRunException($"'{call.Remote}' did not answer within {RemotePatience.TotalMinutes} minutes.", "Look at the network and at the remote; it is tried again.");
        }
        catch (ProcessStartException exception)
        {
            throw DidNotStart(exception);
        }
    }

    /// <summary>Runs git where anything but success means that the mirror or the machine is broken.</summary>
    public async Task<GitAnswer> ExpectAsync(GitCall call, CancellationToken stop)
    {
        var answer = await RunAsync(call, stop);
        return answer.Ok ? answer : throw GitFailure.Of(call, answer);
    }

    /// <summary>Starts git and leaves its streams to the caller.</summary>
    public ChildProcess Start(GitCall call, ProcessReaders readers)
    {
        try
        {
            return ChildProcess.Start(CommandOf(call), readers);
        }
        catch (ProcessStartException exception)
        {
            throw DidNotStart(exception);
        }
    }

    private static CannotRunException DidNotStart(ProcessStartException exception) =>
        new($"git did not start: {exception.Reason}", "Look at the installation of git, and whether the data folder is still there.", exception);

    private ProcessCommand CommandOf(GitCall call)
    {
        var variables = environment;
        if (call.Folder is not null) variables = variables.SetItem("GIT_DIR", call.Folder);
        if (call.Remote?.CredentialsFile is { } file) variables = variables.SetItem("RELIABLY_CREDENTIALS", file).SetItem("RELIABLY_CREDENTIALS_FOR", call.Remote.Server ?? "");
        return new()
        {
            Program = program,
            Arguments = [.. GitHome.Options, .. call.Arguments],
            Environment = variables,
            WorkingFolder = call.Folder ?? home.Folder,
            Input = call.Input,
            Timeout = call.Remote is null ? null : RemotePatience,
        };
    }
}
