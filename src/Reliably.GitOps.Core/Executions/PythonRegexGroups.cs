using System.Globalization;

namespace Reliably.GitOps.Executions;

/// <summary>The groups of a pattern while it is read: their names, and their widths once they are closed.</summary>
internal sealed class PythonRegexGroups
{
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly List<RegexWidth?> widths = [null];
    private int largestCondition;

    /// <summary>How many groups there were when the outermost look-behind began; null outside one.</summary>
    private int? lookBehind;

    public static string CheckName(string name)
    {
        var good = (name[0] == '_' || char.IsLetter(name[0])) && name.All(static c => c == '_' || char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
        return good ? name : throw new PythonRegexException($"bad character in group name '{name}'");
    }

    public int Open(string? name)
    {
        if (name is not null && !names.TryAdd(name, widths.Count)) throw new PythonRegexException($"redefinition of group name '{name}'");
        widths.Add(null);
        return widths.Count - 1;
    }

    public void Close(int group, RegexWidth width) => widths[group] = width;

    public RegexWidth Reference(string name) =>
        names.TryGetValue(name, out var group) ? Reference(group) : throw new PythonRegexException($"unknown group name '{name}'");

    public RegexWidth Reference(int group)
    {
        if (group >= widths.Count) throw new PythonRegexException(string.Create(CultureInfo.InvariantCulture, $"invalid group reference {group}"));
        if (widths[group] is not { } width) throw new PythonRegexException("cannot refer to an open group");
        CheckLookBehind(group);
        return width;
    }

    /// <summary>The group that a <c>(?(…)…)</c> asks about; by its number it may come later.</summary>
    public void Condition(string name)
    {
        if (!char.IsAsciiDigit(name[0]))
        {
            if (!names.TryGetValue(CheckName(name), out var known)) throw new PythonRegexException($"unknown group name '{name}'");
            CheckLookBehind(known);
            return;
        }

        if (!name.All(char.IsAsciiDigit)) throw new PythonRegexException($"bad character in group name '{name}'");
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var group) || group >= int.MaxValue / 2) throw new PythonRegexException($"invalid group reference {name}");
        if (group == 0) throw new PythonRegexException("bad group number");
        largestCondition = Math.Max(largestCondition, group);
        CheckLookBehind(group);
    }

    public void CheckConditions()
    {
        if (largestCondition >= widths.Count) throw new PythonRegexException(string.Create(CultureInfo.InvariantCulture, $"invalid group reference {largestCondition}"));
    }

    public int? EnterLookBehind()
    {
        var outer = lookBehind;
        lookBehind ??= widths.Count;
        return outer;
    }

    public void LeaveLookBehind(int? outer) => lookBehind = outer;

    private void CheckLookBehind(int group)
    {
        if (lookBehind is not { } before) return;
        if (group >= widths.Count || widths[group] is null) throw new PythonRegexException("cannot refer to an open group");
        if (group >= before) throw new PythonRegexException("cannot refer to group defined in the same lookbehind subpattern");
    }
}
