using System.CommandLine;

namespace Reliably.GitOps.Commands;

/// <summary>Every verb of <c>reliably</c>, one file each.</summary>
internal static class CommandTree
{
    public static RootCommand Create(Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return new RootCommand("Chaos experiments in a Git repository: validated, run on schedule, and reported back as commits.")
        {
            DemoCommand.Create(terminal),
            ValidateCommand.Create(terminal),
            SchemaCommand.Create(terminal),
            DemoTargetCommand.Create(terminal),
            PlanCommand.Create(terminal),
            ServeCommand.Create(terminal),
            RunCommand.Create(terminal),
        };
    }
}
