using Reliably.GitOps.Documents;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Authoring;

/// <summary>Asks the person at the terminal for what a template needs and was not given.</summary>
internal sealed class Questions(Terminal terminal)
{
    private const int MostTries = 5;

    /// <summary>The answer, typed and allowed; null where nobody answers.</summary>
    public DataNode? Ask(Parameter parameter, TextReader answers)
    {
        var title = parameter.Title is { } named && named != parameter.Name ? $"{named} ({parameter.Name})" : parameter.Name;
        if (parameter.Description is { } description) terminal.Error.WriteLine(description);
        var choices = parameter.Choices.IsEmpty ? "" : " [" + string.Join(", ", parameter.Choices.Select(PythonText.Of)) + "]";
        for (var left = MostTries; left > 0; left--)
        {
            terminal.Error.Write($"{title}{choices}: ");
            terminal.Error.Flush();
            if (answers.ReadLine() is not { } answer) return null;
            if (answer.Trim().Length == 0) continue;
            var value = ParameterValues.Read(parameter, answer.Trim());
            if (ParameterValues.Check(parameter, value) is not { } wrong) return value;
            terminal.Error.WriteLine($"  {wrong.Message} {wrong.Hint}".TrimEnd());
        }

        return null;
    }
}
