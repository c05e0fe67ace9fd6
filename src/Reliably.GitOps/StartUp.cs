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
        if (args is ["run" or "validate", ..]) AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false);
    }
}
