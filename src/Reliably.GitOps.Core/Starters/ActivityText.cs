using System.Globalization;
using Reliably.GitOps.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reliably.GitOps.Starters;

/// <summary>Activities as YAML, in the form people write them: ready to paste into a method, a hypothesis or the rollbacks.</summary>
public static class ActivityText
{
    /// <summary>The value as an item of a list. Ends with a line feed.</summary>
    public static string AsItem(DataNode activity)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, new DataNode.Sequence([activity]), nested: false);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, DataNode node, bool nested)
    {
        switch (node)
        {
            case DataNode.Mapping mapping:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, Flat(mapping) ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var entry in mapping.Entries)
                {
                    Emit(emitter, entry.Key, nested: true);
                    Emit(emitter, entry.Value, nested: true);
                }

                emitter.Emit(new MappingEnd());
                break;
            case DataNode.Sequence sequence:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, nested && sequence.Items.All(static item => item is not (DataNode.Mapping or DataNode.Sequence)) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in sequence.Items) Emit(emitter, item, nested: true);
                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(Scalar(node));
                break;
        }
    }

    private static bool Flat(DataNode.Mapping mapping) => mapping.Entries.IsEmpty;

    private static Scalar Scalar(DataNode node)
    {
        var quoted = node is DataNode.Text text && (text.Value.Contains("${", StringComparison.Ordinal) || !(YamlScalar.Resolve(text.Value, out _) is DataNode.Text same && same.Value == text.Value));
        var written = node is DataNode.Text { Value: var plain } ? plain : JsonWriter.Compact(node);
        return new(AnchorName.Empty, TagName.Empty, written, quoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain, isPlainImplicit: !quoted, isQuotedImplicit: true);
    }
}
