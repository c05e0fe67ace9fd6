using System.CommandLine;

namespace Reliably.GitOps.Commands;

/// <summary>Every verb of <c>reliably</c>, one file each.</summary>
internal static class CommandTree
{
    private static readonly (string Name, Func<Terminal, Command> Create)[] Verbs =
    [
        ("demo", DemoCommand.Create),
        ("validate", ValidateCommand.Create),
        ("explain", ExplainCommand.Create),
        ("review", ReviewCommand.Create),
        ("schema", SchemaCommand.Create),
        ("demo-target", DemoTargetCommand.Create),
        ("serve", ServeCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("run", RunCommand.Create),
        ("stop", StopCommand.Create),
        ("pause", PauseCommand.Create),
        ("resume", ResumeCommand.Create),
        ("plan", PlanCommand.Create),
        ("emergency-stop", EmergencyStopCommand.Create),
        ("audit", AuditCommand.Create),
        ("starter", StarterCommand.Create),
        ("new", NewCommand.Create),
        ("import", ImportCommand.Create),
        ("templatize", TemplatizeCommand.Create),
    ];

    /// <summary>The tree that a command line needs: one verb where it begins with one, else all. Building options costs start-up time.</summary>
    public static RootCommand Create(Terminal terminal, string[] args)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var root = new RootCommand("Chaos experiments in a Git repository: validated, run on schedule, and reported back as commits.");
        foreach (var (name, create) in Verbs)
        {
            if (args.Length > 0 && args[0] == name) root.Add(create(terminal));
        }

        if (root.Subcommands.Count > 0) return root;
        foreach (var (_, create) in Verbs) root.Add(create(terminal));
        return root;
    }
}
