using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>The Chaos Toolkit sets no timeout of its own: a program that hangs or a server that never answers holds the run for ever.</summary>
internal static class TimeoutAdvice
{
    /// <summary>Programs that are done at once, or say themselves how long they take.</summary>
    private static readonly string[] Quick =
    [
        "sleep", "echo", "printf", "true", "false", "date", ":", "test", "[", "exit", "ls", "rm", "mkdir", "touch", "cp", "mv", "ln", "chmod", "chown", "kill", "pkill",
        "killall", "pgrep", "pwd", "whoami", "hostname", "uname", "id", "cd", "export", "set", "wait",
    ];

    private static readonly string[] Flags = ["--timeout", "--max-time", "--request-timeout", "--wait-timeout", "--connect-timeout", "--duration"];

    public static void Check(AdvisedActivity activity, DiagnosticList findings)
    {
        if (activity.Type == "python" || activity.Provider.Field("timeout") is { Node: not DataNode.Null }) return;
        if (activity.Command is { } command && (command.EndsByItself || command.Commands.All(IsBounded))) return;
        var hint = activity.At.Field("timeout") is null
            ? "Add 'timeout:' with a number of seconds to the provider."
            : "The 'timeout' of an activity does nothing; move it into the provider.";
        findings.Add(DiagnosticCatalogue.NoTimeout.At(activity.Provider.Head(), activity.Name, hint));
    }

    private static bool IsBounded(ShellCommand command)
    {
        var program = CommandLine.NameOf(command.Words[0]);
        return Quick.Contains(program)
            || command.Words.Skip(1).Any(word => Flags.Any(flag => word == flag || word.StartsWith(flag + "=", StringComparison.Ordinal)) || (program == "curl" && word == "-m"));
    }
}
