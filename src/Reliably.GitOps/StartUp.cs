using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps;

/// <summary>What must be settled before the first line of the program runs.</summary>
internal static class StartUp
{
    /// <summary>
    /// The commands that end at once do not compile regular expressions at run time: YamlDotNet asks for that as soon as it is used, and it
    /// costs a start more than everything the command does. The service and the demo, which live long, are left alone.
    /// </summary>
    public static void Prepare(string[] args)
    {
        // One experiment needs no culture's data, and loading them (ICU) takes a fifth of its time. A whole repository does: names that differ
        // only in Unicode form clash.
        if (args is ["run", ..]) AppContext.SetSwitch("System.Globalization.Invariant", true);
        if (args is ["run" or "validate", ..]) AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false);
        // Half of a short command is the runtime's loading and compiling: a second core does what it can of it.
        if (args is ["run", ..]) _ = Task.Run(Rehearsal.PlayAsync);
        else if (args is ["validate", ..]) _ = Task.Run(ValidationRehearsal.Play);
    }
}
