using System.Globalization;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Doctor;

/// <summary>What is to be said about the machine that the service runs on.</summary>
public static class MachineChecks
{
    /// <summary>Bytes below which a data folder is full: the next journals would not fit.</summary>
    public const long LeastFree = 100L << 20;

    /// <summary>A clock may be so far away before it is worth a word.</summary>
    public static readonly TimeSpan Fair = TimeSpan.FromSeconds(5);

    /// <summary>GitHub refuses tokens that are dated so far ahead.</summary>
    public static readonly TimeSpan Broken = TimeSpan.FromMinutes(1);

    internal const string Group = "This machine";

    private const string Install = "Install the Chaos Toolkit (pip install chaostoolkit)";

    /// <summary>The <c>git</c> that everything goes through.</summary>
    public static CheckResult Git(GitSight sight)
    {
        var check = new Check(Group, "git");
        return sight.Refusal is { } refusal ? check.Problem(refusal) : check.Good($"git {sight.Version} at {sight.Program}.");
    }

    /// <summary>The data folder: writable, with room, and whether a service works in it.</summary>
    public static IEnumerable<CheckResult> Data(DataSight sight)
    {
        var check = new Check(Group, "data-folder");
        if (sight.Refusal is { } refusal)
        {
            yield return check.Problem($"The data folder {sight.Path} cannot be {(sight.Exists ? "written" : "made")}: {refusal}", "Give it to the account that runs the service, or name another folder as 'data'.");
            yield break;
        }

        yield return check.Good(sight.Exists ? $"The data folder {sight.Path} can be written; {(sight.InUse ? "a service works in it" : "no service works in it now")}." : $"The data folder {sight.Path} is not there yet: 'reliably serve' makes it.");
        if (sight.Free is { } free) yield return Space(new(Group, "free-space"), sight, free);
    }

    /// <summary>A credential: there, good, and nobody else's to read.</summary>
    public static CheckResult SecretFile(SecretFileSight sight)
    {
        var check = new Check(Group, "credentials-file");
        var told = Sentence($"{sight.Role}, {sight.Path},");
        if (sight.Refusal is { } refusal) return check.Problem(refusal);
        if (sight.Mode is not { } mode) return check.Good($"{told} can be read.");
        var text = "0" + Convert.ToString(mode & 0x1FF, 8).PadLeft(3, '0');
        if ((mode & 0b111) != 0) return check.Problem($"{told} can be reached by every account of this machine (mode {text}).", $"chmod 600 {sight.Path}, or 'defaultMode: 0400' where Kubernetes mounts it.");
        return (mode & 0b010_000) != 0
            ? check.Problem($"{told} can be changed by its group (mode {text}).", $"chmod g-w {sight.Path}")
            : check.Good($"{told} can be read by {((mode & 0b100_000) == 0 ? "its owner alone" : "its owner and group")} (mode {text}).");
    }

    /// <summary>The engine that experiments run with.</summary>
    public static CheckResult Runner(RunnerSight sight)
    {
        var check = new Check(Group, "runner");
        if (sight.Choice == RunnerChoice.Native) return check.Good("Experiments run with our own engine (runner: native); those with Python activities cannot run.");
        if (sight.Chaos is not { } chaos)
        {
            return sight switch
            {
                { Asked: { } asked } => check.Problem($"There is no program {asked}.", "Correct the path, or leave it out: the first chaos on PATH is taken."),
                { Choice: RunnerChoice.ChaosToolkit } => check.Problem("Experiments are to run with the Chaos Toolkit (runner: chaostoolkit), and there is no 'chaos' on PATH.", $"{Install}, or write 'runner: auto'."),
                _ => check.Good($"Experiments run with our own engine: there is no 'chaos' on PATH, which those with Python activities need."),
            };
        }

        if (sight.Library is not { } library) return check.Problem($"{chaos} does not start: {sight.Said}", $"Try '{chaos} info core' as the account that runs the service. {Install} again, or write 'runner: native'.");
        return ChaosToolkitVersions.Warning(library, controlled: false) is { } warning
            ? check.Advice($"Experiments run with the Chaos Toolkit at {chaos}. {warning}", "Nothing has to be done: every execution says which version ran it.")
            : check.Good($"Experiments run with the Chaos Toolkit at {chaos}, chaostoolkit-lib {library}.");
    }

    /// <summary>What grants of repositories need.</summary>
    public static CheckResult Grant(GrantSight sight)
    {
        var check = new Check(Group, sight.Name);
        return sight.Refusal is { } refusal ? check.Problem(refusal) : check.Good(sight.Good);
    }

    /// <summary>An address of the service. One that is taken while the service works is its own.</summary>
    public static CheckResult Listen(ListenSight sight)
    {
        var check = new Check(Group, "listen");
        return sight.Refusal is { } refusal
            ? check.Problem($"The service cannot listen on {sight.Address}: {refusal}", $"Stop the program that uses it, or choose another address for 'listen: {{ {sight.Key}: … }}'.")
            : check.Good($"The service can listen on {sight.Address} ({sight.Key}).");
    }

    /// <summary>The clock, which schedules and GitHub's tokens depend on.</summary>
    public static CheckResult Clock(ClockSight sight)
    {
        var check = new Check(Group, "clock");
        var off = sight.Ahead.Duration();
        if (off < Fair) return check.Good($"The clock agrees with {sight.Whose}'s.");
        var message = string.Create(CultureInfo.InvariantCulture, $"The clock is {off.TotalSeconds:0} s {(sight.Ahead > TimeSpan.Zero ? "ahead of" : "behind")} {sight.Whose}'s.");
        const string hint = "Let the machine set its clock by the network: timedatectl set-ntp true.";
        return off < Broken ? check.Advice(message, hint) : check.Problem(message + " Schedules run at the wrong time, and GitHub refuses tokens that are dated a minute ahead.", hint);
    }

    private static CheckResult Space(Check check, DataSight sight, long free)
    {
        var message = $"{Amount(free)} are free for the data folder";
        if (free < LeastFree) return check.Problem($"{message}: results could not be kept.", "Free some space, or name a folder on another disk as 'data'.");
        return sight.RunMayHold is { } most && free < most
            ? check.Advice($"{message}, and one run may hold {Amount(most)}.", "Free some space, or let a run hold less with 'limits: { disk: … }'.")
            : check.Good(message + ".");
    }

    private static string Amount(long bytes) =>
        bytes >= 1L << 30 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
