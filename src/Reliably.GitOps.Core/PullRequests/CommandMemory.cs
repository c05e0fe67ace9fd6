using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>How far we are with a comment.</summary>
public enum CommandState
{
    /// <summary>It was seen, and may have been begun: whatever it asks for can be asked for again.</summary>
    Taken,

    /// <summary>Its answer is known, and has to be shown.</summary>
    Answered,

    /// <summary>Nothing is left to do.</summary>
    Settled,
}

/// <summary>What is kept of one command.</summary>
/// <param name="Comment">The comment's number.</param>
/// <param name="Actor">Who wrote it.</param>
/// <param name="Written">When it was written, UTC.</param>
/// <param name="State">How far we are.</param>
public sealed record RememberedCommand(long Comment, string Actor, DateTimeOffset Written, CommandState State)
{
    /// <summary>It was passed over: the person had asked for too much.</summary>
    public bool IsPassedOver { get; init; }

    /// <summary>The answer, from <see cref="CommandState.Answered"/> on; null before and where there is none.</summary>
    public CommandReply? Reply { get; init; }
}

/// <summary>
/// The commands of one repository that we know of, so that none is carried out twice and nobody asks for too much. What was forgotten is told by
/// our own reactions at the forge.
/// </summary>
public sealed record CommandMemory
{
    /// <summary>Commands that a person may give in <see cref="Window"/>.</summary>
    public const int MostOfAPerson = 10;

    /// <summary>The oldest that are settled are forgotten beyond this.</summary>
    public const int Most = 2_000;

    /// <summary>The time in which commands of one person are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private ImmutableSortedDictionary<long, RememberedCommand> Commands { get; init; } = ImmutableSortedDictionary<long, RememberedCommand>.Empty;

    public static CommandMemory Empty { get; } = new();

    public int Count => Commands.Count;

    public RememberedCommand? Of(long comment) => Commands.GetValueOrDefault(comment);

    /// <summary>With one more, or with another state of one.</summary>
    public CommandMemory With(RememberedCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var commands = Commands.SetItem(command.Comment, command.State == CommandState.Settled ? command with { Reply = null } : command);
        if (commands.Count <= Most) return this with { Commands = commands };
        var oldest = commands.Values.FirstOrDefault(static one => one.State == CommandState.Settled);
        return this with { Commands = commands.Remove((oldest ?? commands.Values.First()).Comment) };
    }

    /// <summary>Whether a person had given so many commands before this one that it is passed over. Those that were passed over do not count.</summary>
    public bool IsTooMuch(string actor, long comment, DateTimeOffset written) => Commands.Values.Count(one =>
        one.Comment != comment && !one.IsPassedOver && string.Equals(one.Actor, actor, StringComparison.OrdinalIgnoreCase) && one.Written <= written && one.Written > written - Window) >= MostOfAPerson;

    public string Write() => JsonWriter.Compact(DataNode.Mapping.Create(
        ("version", DataNode.Of(1)),
        ("commands", new DataNode.Sequence([.. Commands.Values.Select(static one => DataNode.Mapping.Create(
            ("comment", DataNode.Of(one.Comment)),
            ("actor", DataNode.Of(one.Actor)),
            ("written", DataNode.Of(ExecutionRecordJson.TimeText(one.Written))),
            ("state", DataNode.Of(one.State.ToString().ToLowerInvariant())),
            ("passed_over", DataNode.Of(one.IsPassedOver)),
            ("done", one.Reply is null ? DataNode.None : DataNode.Of(one.Reply.Done)),
            ("reply", one.Reply is null ? DataNode.None : DataNode.Of(one.Reply.Markdown))))])))) + "\n";

    /// <summary>What <see cref="Write"/> wrote; what cannot be read of it is forgotten.</summary>
    public static CommandMemory Read(ReadOnlySpan<byte> content)
    {
        if (JsonReader.TryParse(content, out _) is not DataNode.Mapping root || root["commands"] is not DataNode.Sequence list) return Empty;
        return new() { Commands = list.Items.OfType<DataNode.Mapping>().Select(CommandOf).OfType<RememberedCommand>().DistinctBy(static one => one.Comment).ToImmutableSortedDictionary(static one => one.Comment, static one => one) };
    }

    private static RememberedCommand? CommandOf(DataNode.Mapping one) =>
        one["comment"] is DataNode.Integer comment && one["actor"] is DataNode.Text actor && one["state"] is DataNode.Text state && Enum.TryParse<CommandState>(state.Value, ignoreCase: true, out var known)
        && DateTimeOffset.TryParse((one["written"] as DataNode.Text)?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var written)
            ? new((long)BigInteger.Clamp(comment.Value, 0, long.MaxValue), actor.Value, written, known)
            {
                IsPassedOver = one["passed_over"] is DataNode.Boolean { Value: true },
                Reply = one["reply"] is DataNode.Text reply ? new(one["done"] is DataNode.Boolean { Value: true }, reply.Value) : null,
            }
            : null;
}
