using System.Text;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.PullRequests;

/// <summary>The answer to <c>/reliably help</c>.</summary>
public static class CommandHelp
{
    /// <param name="docs">Address of the pages of the documentation, with a slash at its end.</param>
    public static CommandReply Write(string docs)
    {
        var builder = new StringBuilder("| Write, as the first line of a comment | It |\n|---|---|\n");
        foreach (var usage in CommandGrammar.Usages) builder.Append("| ").Append(MarkdownText.CodeCell($"{CommandGrammar.Prefix} {usage.Line}")).Append(" | ").Append(MarkdownText.Inline(usage.Does)).Append(" |\n");
        builder.Append("\nNames with a blank stand in double quotes. ").Append("[Who may do what](").Append(docs).Append("commands.md)\n");
        return new(true, builder.ToString());
    }

    /// <summary>The answer to a line that nobody understands.</summary>
    public static CommandReply Of(CommandReading.Wrong wrong)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        return CommandReply.Refused(wrong.Message, wrong.Hint is null ? $"{CommandGrammar.Prefix} help says what can be typed." : "Type:", wrong.Hint);
    }
}
